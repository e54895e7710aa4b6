import { seriesQuerySchema, type SeriesQueryInput } from '@tidewatch/contract/queries';
import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { expect, test } from 'vitest';
import { filterWithAccess } from './plan-filter.ts';
import { planSeries } from './plan-series.ts';

const plan = (input: SeriesQueryInput) => planSeries(seriesQuerySchema.parse(input), suiteCatalog);

test.each([
  [{ metric: 'ordrs' }, 'unknown_metric', 'did you mean orders?'],
  [{ metric: 'orders', by: ['merchnt'] }, 'unknown_dimension', 'did you mean merchant?'],
  [{ metric: 'orders', where: ['citi:x'] }, 'unknown_dimension', 'did you mean city?'],
  [{ metric: 'plain', by: ['city'] }, 'unknown_dimension', 'it has no dimensions'],
  [{ metric: 'orders', where: ['city'] }, 'invalid_parameter', 'dimension:value'],
  [{ metric: 'orders', tz: 'Mars/Olympus' }, 'invalid_parameter', 'Asia/Jakarta'],
  [{ metric: 'orders', stat: 'p95' }, 'stat_not_available', 'quantiles'],
  [{ metric: 'delay', stat: 'max' }, 'stat_not_available', 'p95'],
  [{ metric: 'delay', stat: 'p0' }, 'stat_not_available', 'p95'],
])('%j is %s', (input, code, hint) => {
  expect(() => plan(input)).toThrow(expect.objectContaining({ code, message: expect.stringContaining(hint) }));
});

test('values may hold colons; the same dimension is an alternative, another one joins', () => {
  expect({ ...plan({ metric: 'orders', where: ['city:a:b', 'city:c', 'merchant:m'] }).where }).toEqual({
    city: ['a:b', 'c'],
    merchant: ['m'],
  });
});

test('names of the prototype are ordinary names', () => {
  expect(() => plan({ metric: 'orders', where: ['__proto__:x'] })).toThrow(
    expect.objectContaining({ code: 'unknown_dimension' }),
  );
  expect(() => plan({ metric: 'constructor' })).toThrow(expect.objectContaining({ code: 'unknown_metric' }));
});

test('equal queries have one normal form', () => {
  const left = plan({ metric: 'orders', by: ['city', 'merchant'], where: ['city:b', 'city:a'] });
  const right = plan({ metric: 'orders', by: ['merchant', 'city', 'city'], where: ['city:a', 'city:b'] });
  expect(left.query).toEqual(right.query);
  expect(left.by).toEqual(['merchant', 'city']);
});

test('a quantile is asked for by name, or is the first that the metric declares', () => {
  expect(plan({ metric: 'delay' }).quantile).toBe(0.5);
  expect(plan({ metric: 'delay', stat: 'p99.9' }).quantile).toBeCloseTo(0.999, 12);
});

test('rows that a caller may see narrow the filter', () => {
  const rows = { rows: { city: ['a', 'b'] }, showPii: false };
  expect(filterWithAccess({}, rows, ['city'])).toEqual({ city: ['a', 'b'] });
  expect(filterWithAccess({ city: ['b', 'c'] }, rows, ['city'])).toEqual({ city: ['b'] });
  expect(filterWithAccess({ city: ['c'] }, rows, ['city'])).toBeNull();
  expect(filterWithAccess({}, rows, ['merchant'])).toBeNull();
});
