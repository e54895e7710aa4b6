import type { AlertTransition, BacktestAnswer } from '@tidewatch/contract/alerts';
import { TidewatchError } from '@tidewatch/contract/errors';
import { backtestRule } from '@tidewatch/core/alerting/evaluation/backtest/backtest-rule';
import { compareEpisodes } from '@tidewatch/core/alerting/evaluation/episodes/compare-episodes';
import { replayRule } from '@tidewatch/core/alerting/evaluation/replay/replay-rule';
import { draftRule, type RuleDraft } from '@tidewatch/core/alerting/rules/draft-rule';
import { inForceSince } from '@tidewatch/core/alerting/rules/in-force-since';
import { parseTime } from '@tidewatch/core/query/time/parse-time';
import { zoneOf } from '@tidewatch/core/query/time/zone';
import { catalogInForce, type GatewayParts } from '../doors/gateway-parts.ts';
import type { AlertDesk } from './alert-desk.ts';

/** A replay and the live engine hear of a frame at moments that lie so far apart at most, in the time of the data. */
const replayToleranceMs = 5_000;
const defaultFrom = { cells: 'now-7d', replay: 'now-1h' } as const;

/** What somebody wants to try. Times are ISO 8601 or relative to now; without `from` a backtest takes 7 days and a replay an hour. */
export interface BacktestRequest {
  readonly from?: string | undefined;
  readonly to: string;
  readonly source: BacktestAnswer['source'];
}

/** Tries rules on the past, and compares with what the live engine recorded. Replays read much: they are run one after the other. */
export class BacktestDesk {
  readonly #parts: GatewayParts;
  readonly #alerts: AlertDesk;
  #replaying: Promise<unknown> = Promise.resolve();

  constructor(parts: GatewayParts, alerts: AlertDesk) {
    this.#parts = parts;
    this.#alerts = alerts;
  }

  /** Throws `unknown_rule`, `invalid_parameter`, `query_too_wide`, `store_unavailable`. */
  async run(name: string, draft: RuleDraft, { from, to, source }: BacktestRequest): Promise<BacktestAnswer> {
    const { view, firstData, clock, log } = this.#parts;
    const catalog = catalogInForce({ view });
    const rule = draftRule(name, draft, catalog);
    const now = clock.now();
    const range = {
      from: timeOf(from ?? defaultFrom[source], 'from', now),
      to: Math.min(now, timeOf(to, 'to', now)),
    };
    const since = inForceSince(view.definitions, rule);
    const known = this.#alerts.book.recordedOf(name);
    const recorded = { ...known, since: since === null ? null : Math.max(since, known.since) };
    if (source === 'cells') {
      const reads = { source: view, store: view.store, firstData, now: () => clock.now() };
      const answer = await backtestRule(rule, range, catalog, reads);
      return compareEpisodes(answer, recorded, 2 * rule.stepMs);
    }
    const openAt = (at: number): readonly AlertTransition[] =>
      since === null || at < since ? [] : this.#alerts.book.openAt(name, at);
    const parts = { log, store: view.store, now: () => clock.now() };
    const replay = this.#replaying.then(() => replayRule({ rule, ...range, catalog, openAt }, parts));
    this.#replaying = replay.catch(() => undefined);
    return compareEpisodes(await replay, recorded, replayToleranceMs);
  }
}

function timeOf(text: string, name: 'from' | 'to', now: number): number {
  const zone = zoneOf('UTC');
  const time = zone === null ? null : parseTime(text, now, zone, name === 'from' ? 'start' : 'end');
  if (time !== null) return time.at;
  throw new TidewatchError(
    'invalid_parameter',
    `${name}=${JSON.stringify(text)} is no time; use ISO 8601, now or now-3h`,
  );
}
