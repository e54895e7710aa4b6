import type { BacktestAnswer, RuleItem } from '@tidewatch/contract/alerts';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { TidewatchError } from '@tidewatch/contract/errors';
import { backtestRule } from '@tidewatch/core/alerting/evaluation/backtest/backtest-rule';
import { draftRule, spanText, unknownRule, type RuleDraft } from '@tidewatch/core/alerting/rules/draft-rule';
import { parseTime } from '@tidewatch/core/query/time/parse-time';
import { zoneOf } from '@tidewatch/core/query/time/zone';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { catalogInForce, type GatewayParts } from '../doors/gateway-parts.ts';
import { openDoor } from '../http/door.ts';
import { parseWith, readQuery } from '../http/read-query.ts';
import type { AlertDesk } from './alert-desk.ts';

const bodyBytesMax = 65_536;

/** The parameters of a backtest. */
export const backtestQuerySchema = z.object({
  from: z.string().max(64).default('now-7d'),
  to: z.string().max(64).default('now'),
});
/** `draft`: any keys of the rule's YAML that shall be tried instead of the catalog's. */
export const backtestBodySchema = backtestQuerySchema.extend({
  draft: z.record(z.string().max(100), z.unknown()).default({}),
});

/** `GET /v1/rules` lists the rules, `/v1/rules/{name}/backtest` says when one, or a draft of it, would have fired. */
export function openRulesDoors(app: FastifyInstance, parts: GatewayParts, desk: AlertDesk): void {
  openDoor(app, '/v1/rules', {
    GET: {
      handler: async () => {
        const open = desk.book.openByRule();
        return { rules: catalogInForce(parts).rules.map((rule) => itemOf(rule, open.get(rule.rule))) };
      },
    },
  });
  openDoor(app, '/v1/rules/:name', {
    GET: {
      handler: async (request) => {
        const catalog = catalogInForce(parts);
        const found = catalog.rules.find(({ rule }) => rule === nameOf(request));
        if (found === undefined) throw unknownRule(nameOf(request), catalog);
        return itemOf(found, desk.book.openByRule().get(found.rule));
      },
    },
  });
  openDoor(app, '/v1/rules/:name/backtest', {
    GET: {
      handler: async (request) => {
        const range = readQuery(backtestQuerySchema, request.query, []);
        return backtest(nameOf(request), range, {}, parts);
      },
    },
    POST: {
      bodyLimit: bodyBytesMax,
      handler: async (request) => {
        const { draft, ...range } = parseWith(backtestBodySchema, request.body);
        return backtest(nameOf(request), range, draft, parts);
      },
    },
  });
}

function backtest(
  name: string,
  range: z.infer<typeof backtestQuerySchema>,
  draft: RuleDraft,
  { view, firstData, clock }: GatewayParts,
): Promise<BacktestAnswer> {
  const catalog = catalogInForce({ view });
  const now = clock.now();
  const times = { from: timeOf(range.from, 'from', now), to: timeOf(range.to, 'to', now) };
  const reads = { source: view, store: view.store, firstData, now: () => clock.now() };
  return backtestRule(draftRule(name, draft, catalog), times, catalog, reads);
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

function itemOf(rule: Rule, open: { readonly pending: number; readonly firing: number } | undefined): RuleItem {
  return {
    rule: rule.rule,
    title: rule.title,
    description: rule.description,
    owner: rule.owner,
    severity: rule.severity,
    metric: rule.metric,
    by: rule.by,
    where: rule.where,
    over: spanText(rule.overMs),
    when: rule.when ?? '',
    clear: rule.clear,
    for: spanText(rule.forMs),
    keepFiring: spanText(rule.keepFiringMs),
    minCount: rule.minCount,
    labels: rule.labels,
    runbook: rule.runbook,
    dashboard: rule.dashboard,
    pending: open?.pending ?? 0,
    firing: open?.firing ?? 0,
  };
}

function nameOf(request: FastifyRequest): string {
  return (request.params as { name: string }).name;
}
