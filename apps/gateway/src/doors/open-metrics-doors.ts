import type { Catalog, Formula, Metric } from '@tidewatch/contract/catalog/catalog';
import { seriesQuerySchema, type MetricItem, type SeriesAnswer } from '@tidewatch/contract/queries';
import { planSeries } from '@tidewatch/core/query/plan/plan-series';
import { asOfPlan, readSeries } from '@tidewatch/core/query/series/read-series';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { openDoor } from '../http/door.ts';
import { readQuery } from '../http/read-query.ts';
import { catalogInForce, type GatewayParts } from './gateway-parts.ts';

const parameters = seriesQuerySchema.omit({ metric: true });

/** `GET /v1/metrics` lists metrics, `GET /v1/metrics/{name}/series` reads one. */
export function openMetricsDoors(app: FastifyInstance, parts: GatewayParts): void {
  openDoor(app, '/v1/metrics', {
    GET: { handler: async () => ({ metrics: listMetrics(catalogInForce(parts), parts) }) },
  });
  openDoor(app, '/v1/metrics/:name/series', { GET: { handler: async (request) => series(request, parts) } });
}

async function series(request: FastifyRequest, parts: GatewayParts): Promise<SeriesAnswer> {
  const { name } = request.params as { name: string };
  const query = { ...readQuery(parameters, request.query, ['by', 'where']), metric: name };
  const plan = planSeries(query, catalogInForce(parts));
  const { view, firstData, statesMax, clock } = parts;
  return readSeries(
    plan,
    parts.access(request),
    { source: view, store: view.store, firstData, statesMax },
    clock.now(),
  );
}

function listMetrics(catalog: Catalog, parts: GatewayParts): readonly MetricItem[] {
  return [
    ...catalog.metrics.map((metric) => aggregateItem(metric, parts)),
    ...catalog.formulas.map((formula) => formulaItem(formula, catalog, parts)),
  ].toSorted((left, right) => (left.metric < right.metric ? -1 : 1));
}

function aggregateItem(metric: Metric, { view, isHealthy }: GatewayParts): MetricItem {
  const { title, description, unit, by, measure, quantiles, from, good, target, owner, builtIn } = metric;
  return {
    metric: metric.metric,
    title,
    description,
    unit,
    by,
    grain: metric.grains[0]?.grain ?? '1m',
    measure,
    formula: null,
    quantiles,
    from,
    good,
    target,
    owner,
    builtIn,
    asOf: view.asOfMetric(metric),
    healthy: isHealthy(metric.metric),
  };
}

function formulaItem(formula: Formula, catalog: Catalog, { view, isHealthy }: GatewayParts): MetricItem {
  const { metric, title, description, unit, by, good, target, owner } = formula;
  const plan = planSeries(seriesQuerySchema.parse({ metric }), catalog);
  const grains = plan.inputs.map((input) => input.grains[0]).filter((grain) => grain !== undefined);
  return {
    metric,
    title,
    description,
    unit,
    by,
    grain: grains.toSorted((left, right) => right.ms - left.ms)[0]?.grain ?? '1m',
    measure: 'formula',
    formula: formula.formula,
    quantiles: [],
    from: [...new Set(plan.inputs.flatMap((input) => input.from))],
    good,
    target,
    owner,
    builtIn: false,
    asOf: asOfPlan(plan, view),
    healthy: formula.inputs.every(isHealthy),
  };
}
