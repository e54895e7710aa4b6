import type { AlertTransition, BacktestAnswer } from '@tidewatch/contract/alerts';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { TidewatchError } from '@tidewatch/contract/errors';
import { FirstData } from '../../../query/read/first-data.ts';
import { SeriesReader } from '../../../query/read/series-reader.ts';
import { longestGapMs, RuleLife, type NewTransition } from '../../life-cycle/rule-life.ts';
import { firingSide, worseOf, type FiringSide } from '../../rules/firing-side.ts';
import { planOfRule, readsOf } from '../../rules/rule-reads.ts';
import { EpisodeList } from '../episodes/episode-list.ts';
import { PointList } from '../episodes/point-list.ts';
import { LiveInput } from '../live-input.ts';
import { behindMs } from '../rule-evaluator.ts';
import { definitionStates, type DefinitionState } from './definition-states.ts';
import { momentEveryMs, replayMoments, type MomentSinks, type Stretch } from './replayed-moments.ts';
import type { ReplayParts } from './replay-parts.ts';

/** A reading that fails so often in a row is given up. */
const missedMomentsMax = 40;

/** What is replayed. */
export interface ReplayOrder {
  readonly rule: Rule;
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  readonly catalog: Catalog;
  /** The rule's alerts that were open at a time, epoch ms, as they were recorded last. */
  readonly openAt: (at: number) => readonly AlertTransition[];
  /** Told of everything that happens. */
  readonly onTransition?: (transition: NewTransition) => void;
}

/**
 * When the live engine saw a rule fire, or would have: the frames of the topic `rollups` are folded again in the order in which they were
 * appended, and the rule is evaluated on what was known at each moment, as the alerter does. Reaches as far back as `rollups` does.
 * Throws `query_too_wide`, `invalid_parameter`, `store_unavailable`.
 */
export async function replayRule(order: ReplayOrder, parts: ReplayParts): Promise<BacktestAnswer> {
  const { rule, to } = order;
  const begin = beginOf(rule, order.from);
  const open = order.openAt(begin);
  const episodes = new EpisodeList(rule, []);
  for (const transition of open) episodes.take(transition);
  const points = new PointList(rule, order.from, to);
  const onTransition = (transition: NewTransition): void => {
    episodes.take(transition);
    order.onTransition?.(transition);
  };
  const replay = new RuleReplay({ ...order, open, onTransition }, points, parts.store);
  for (const stretch of await stretchesOf({ ...order, from: begin }, parts))
    await replayMoments(stretch, parts, replay.sinks(stretch));
  if (replay.begunAt === null)
    throw new TidewatchError(
      'invalid_parameter',
      `the topic rollups does not tell what was known of ${rule.metric} in that time`,
    );
  const from = Math.max(order.from, replay.begunAt);
  episodes.finish(replay.active);
  const { evaluations, groups } = replay;
  return episodes.answer({
    from,
    to,
    stepMs: momentEveryMs,
    evaluations,
    groups,
    points: points.points,
    source: 'replay',
  });
}

/**
 * Since when alerts that fire have to be followed: whatever has been over for as long as `keepFiring` ended, and what nobody looked at
 * for longer than a gap begins to be over anew.
 */
function beginOf({ keepFiringMs, stepMs }: Rule, from: number): number {
  return keepFiringMs === 0 ? from : from - keepFiringMs - longestGapMs(stepMs);
}

/** The definitions change over time; each state is replayed for itself. */
async function stretchesOf(
  { rule, from, to, catalog }: Pick<ReplayOrder, 'rule' | 'from' | 'to' | 'catalog'>,
  { log }: ReplayParts,
): Promise<readonly Stretch[]> {
  const states = await definitionStates(log);
  const plan = planOfRule(rule, catalog);
  const metrics = new Set(plan.inputs.map(({ metric }) => metric));
  return states.flatMap((state: DefinitionState, index) => {
    const begins = Math.max(from, index === 0 ? Number.NEGATIVE_INFINITY : state.since);
    const ends = Math.min(to, states[index + 1]?.since ?? to);
    return begins < ends ? [{ state, from: begins, to: ends, catalog, metrics }] : [];
  });
}

interface ReplayRun extends Pick<ReplayOrder, 'rule'> {
  readonly open: readonly AlertTransition[];
  readonly onTransition: (transition: NewTransition) => void;
}

class RuleReplay {
  evaluations = 0;
  /** The first moment that was evaluated. */
  begunAt: number | null = null;
  readonly #order: ReplayRun;
  readonly #points: PointList;
  readonly #store: ReplayParts['store'];
  readonly #life: RuleLife;
  /** Group → its value. */
  readonly #values = new Map<string, number | null>();
  readonly #side: FiringSide;
  #worst: number | null = null;
  #missed = 0;

  constructor(order: ReplayRun, points: PointList, store: ReplayParts['store']) {
    this.#order = order;
    this.#points = points;
    this.#store = store;
    this.#life = new RuleLife(order.rule);
    this.#side = firingSide(order.rule);
    for (const transition of order.open) this.#life.restore(transition);
  }

  get active() {
    return this.#life.active;
  }

  get groups(): number {
    return this.#values.size;
  }

  sinks({ catalog }: Stretch): MomentSinks {
    const { rule } = this.#order;
    let input: LiveInput | null = null;
    const clock = { at: Number.NEGATIVE_INFINITY };
    return {
      begin: (view) => {
        const reader = new SeriesReader(planOfRule(rule, catalog), { rows: {}, showPii: false }, view, this.#store);
        const firstData = new FirstData(view, this.#store);
        input = new LiveInput(rule, readsOf(rule), reader, { source: view, firstData, now: () => clock.at });
      },
      follow: (change) => {
        if (input === null) return;
        if (change.kind === 'moved') input.moved(change.slices);
        if (change.kind !== 'touched') return;
        for (const touched of change.windows) if (input.metrics.includes(touched.metric)) input.touched(touched);
      },
      moment: async (at) => {
        clock.at = at;
        if (input !== null) await this.#evaluate(input, at);
      },
    };
  }

  /** As the alerter does. */
  async #evaluate(input: LiveInput, now: number): Promise<void> {
    const { asOf } = input;
    if (asOf === null) return;
    // What was open had been looked at up to here.
    if (this.begunAt === null && this.#order.open.length > 0) this.#life.restoreEvaluated({ at: asOf, over: {} });
    this.begunAt ??= now;
    this.evaluations++;
    if (now - asOf > behindMs) return this.#tell(this.#life.evaluateBehind(now, now - asOf));
    if (!(await input.prepare(asOf))) return this.#miss();
    this.#missed = 0;
    const readings = input.readings();
    const changed = [...readings.changed];
    for (const { key, value } of changed) this.#values.set(key, value);
    this.#tell(this.#life.evaluate(asOf, { ...readings, changed }));
    if (changed.length > 0) this.#worst = worstOf(this.#values.values(), this.#side);
    this.#points.add(asOf, this.#worst);
  }

  #tell(transitions: readonly NewTransition[]): void {
    for (const transition of transitions) this.#order.onTransition(transition);
  }

  #miss(): void {
    this.#missed++;
    if (this.#missed <= missedMomentsMax) return;
    throw new TidewatchError('store_unavailable', 'The metric store does not answer.', { retry: true });
  }
}

function worstOf(values: Iterable<number | null>, side: FiringSide): number | null {
  let worst: number | null = null;
  for (const value of values) worst = worseOf(side, worst, value);
  return worst;
}
