import type { Catalog, Metric } from '@tidewatch/contract/catalog/catalog';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { SeriesQuery } from '@tidewatch/contract/queries';
import { compileFormula } from '../../catalog/compile-formula.ts';
import { nearestName } from '../../expressions/nearest-name.ts';
import { zoneOf } from '../time/zone.ts';
import { checkDimensions, parseWhere } from './plan-filter.ts';
import { normaliseQuery } from './normalise-query.ts';
import type { Evaluate, SeriesPlan } from './series-plan.ts';

interface Source {
  readonly unit: string | null;
  readonly inputs: readonly Metric[];
  readonly evaluate: Evaluate | null;
}

/**
 * Checks a query against the catalog. Throws `unknown_metric`, `unknown_dimension`, `stat_not_available` and
 * `invalid_parameter`; asking again without a change does not help.
 */
export function planSeries(asked: SeriesQuery, catalog: Catalog): SeriesPlan {
  const query = normaliseQuery(asked);
  const source = sourceOf(query.metric, catalog);
  const zone = zoneOf(query.tz);
  if (zone === null) {
    throw new TidewatchError(
      'invalid_parameter',
      `tz=${JSON.stringify(query.tz)} is no time zone; use a name such as Asia/Jakarta`,
    );
  }
  const dimensions = source.inputs[0]?.by ?? [];
  const where = parseWhere(query.where);
  for (const input of source.inputs) {
    checkDimensions([...query.by, ...Object.keys(where)], input.by, `metric ${query.metric}`);
  }
  return {
    query,
    name: query.metric,
    ...source,
    quantile: quantileOf(query, source),
    by: dimensions.filter((dimension) => query.by.includes(dimension)),
    where,
    zone,
  };
}

function sourceOf(name: string, catalog: Catalog): Source {
  const metric = catalog.metrics.find((candidate) => candidate.metric === name);
  if (metric !== undefined) return { unit: metric.unit, inputs: [metric], evaluate: null };
  const formula = catalog.formulas.find((candidate) => candidate.metric === name);
  if (formula === undefined) {
    const names = [...catalog.metrics, ...catalog.formulas].map((candidate) => candidate.metric);
    const nearest = nearestName(name, names);
    const hint = nearest === null ? 'GET /v1/metrics lists them' : `did you mean ${nearest}?`;
    throw new TidewatchError('unknown_metric', `there is no metric ${JSON.stringify(name)}: ${hint}`);
  }
  const inputs = formula.inputs.map((input) => {
    const found = catalog.metrics.find((candidate) => candidate.metric === input);
    if (found === undefined)
      throw new TidewatchError('internal', `formula ${name} names ${input}, which the catalog does not hold`);
    return found;
  });
  const compiled = compileFormula(formula);
  const evaluate: Evaluate = (values) =>
    compiled(Object.fromEntries(formula.inputs.map((input, index) => [input, values[index] ?? null])));
  return { unit: formula.unit, inputs, evaluate };
}

function quantileOf(query: SeriesQuery, source: Source): number | undefined {
  const metric = source.evaluate === null ? source.inputs[0] : undefined;
  const quantiles = metric?.measure === 'quantiles' ? metric.quantiles : null;
  if (query.stat === undefined) return quantiles?.[0];
  const percent = /^p(\d{1,2}(?:\.\d{1,4})?)$/.exec(query.stat);
  if (quantiles === null || percent === null || Number(percent[1]) === 0) {
    const available = quantiles === null ? 'only metrics with measure quantiles have one' : 'use p50, p95 or p99.9';
    throw new TidewatchError(
      'stat_not_available',
      `metric ${query.metric} has no stat ${JSON.stringify(query.stat)}: ${available}`,
    );
  }
  return Number(percent[1]) / 100;
}
