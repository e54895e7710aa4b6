import type { RuleItem } from '@tidewatch/contract/alerts';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { spanText, unknownRule } from '@tidewatch/core/alerting/rules/draft-rule';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { catalogInForce, type GatewayParts } from '../doors/gateway-parts.ts';
import { openDoor } from '../http/door.ts';
import { parseWith, readQuery } from '../http/read-query.ts';
import type { AlertDesk } from './alert-desk.ts';
import { BacktestDesk } from './backtest-desk.ts';

const bodyBytesMax = 65_536;

/** The parameters of a backtest. `cells`: over what is known now. `replay`: over what was known when, from the topic `rollups`. */
export const backtestQuerySchema = z.object({
  from: z.string().max(64).optional(),
  to: z.string().max(64).default('now'),
  source: z.enum(['cells', 'replay']).default('cells'),
});
/** `draft`: any keys of the rule's YAML that shall be tried instead of the catalog's; null takes one out. */
export const backtestBodySchema = backtestQuerySchema.extend({
  draft: z.record(z.string().max(100), z.unknown()).default({}),
});

/** `GET /v1/rules` lists the rules, `/v1/rules/{name}/backtest` says when one, or a draft of it, would have fired. */
export function openRulesDoors(app: FastifyInstance, parts: GatewayParts, desk: AlertDesk): void {
  const backtests = new BacktestDesk(parts, desk);
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
      handler: async (request) => backtests.run(nameOf(request), {}, readQuery(backtestQuerySchema, request.query, [])),
    },
    POST: {
      bodyLimit: bodyBytesMax,
      handler: async (request) => {
        const { draft, ...asked } = parseWith(backtestBodySchema, request.body);
        return backtests.run(nameOf(request), draft, asked);
      },
    },
  });
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
