import type { Event } from '@tidewatch/contract';
import { describe, expect, it } from 'vitest';
import { catalogOf, orderPlaced } from '../decode/events/test-catalog.ts';
import { compileFormula } from './compile-formula.ts';
import { compileMetrics, groupValueLengthMax } from './compile-metrics.ts';

const event = (data: Event['data'] = {}): Event => ({
  id: '1',
  source: 'shop',
  type: 'order.placed',
  time: 0,
  subject: null,
  imported: false,
  data: { orderId: 'o', city: null, items: null, weight: null, express: null, placedAt: null, amount: null, ...data },
});

function metric(definition: Record<string, unknown>) {
  const catalog = catalogOf(orderPlaced, { metric: 'm', from: ['order.placed'], measure: 'count', ...definition });
  const [compiled] = compileMetrics(catalog).get('order.placed') ?? [];
  if (compiled === undefined) throw new Error('no metric');
  expect(catalog.metrics[compiled.index]).toBe(compiled.metric);
  return compiled;
}

describe('matches', () => {
  it('is absent without where', () => {
    expect(metric({}).matches).toBeUndefined();
  });

  it.each([
    ['event.data.city != "test"', {}, true],
    ['event.data.city != "test"', { city: 'test' }, false],
    ['event.data.city == "Jakarta"', { city: 'Jakarta' }, true],
    ['event.data.city == null', {}, true],
    ['event.data.city == "Jakarta"', {}, false],
    ['event.source == "shop"', {}, true],
    ['event.data.express', { express: true }, true],
    ['event.data.express', {}, false],
    ['event.data.items > 2', { items: 3 }, true],
    ['event.data.amount >= 100', { amount: 9_999 }, false],
    ['int(event.data.city) > 2', { city: 'x' }, 'error'],
  ])('%s of %o is %o', (where, data, expected) => {
    expect(metric({ where }).matches?.(event(data))).toBe(expected);
  });
});

describe('group', () => {
  const groupOf = (by: readonly string[], of: Event): readonly string[] =>
    metric({ by }).dimensions.map((read) => read(of));

  it('is text in the order of by, (none) for what is missing', () => {
    const by = ['city', 'event.type', 'event.source'];
    expect(groupOf(by, event({ city: 'Jakarta' }))).toEqual(['Jakarta', 'order.placed', 'shop']);
    expect(groupOf(by, event())).toEqual(['(none)', 'order.placed', 'shop']);
    expect(groupOf([], event())).toEqual([]);
  });

  it('cuts long texts, never inside a character', () => {
    const cityOf = (city: string): string => groupOf(['city'], event({ city }))[0] ?? '';
    expect(cityOf('x'.repeat(10_000))).toHaveLength(groupValueLengthMax);
    expect(cityOf(`${'x'.repeat(groupValueLengthMax - 2)}😀😀`).isWellFormed()).toBe(true);
    expect(cityOf('y'.repeat(groupValueLengthMax))).toBe('y'.repeat(groupValueLengthMax));
  });
});

describe('input', () => {
  it.each([
    ['sum', 'event.data.items', { items: 3 }, 3],
    ['sum', 'event.data.items', { items: 2n ** 60n }, 2n ** 60n],
    ['sum', 'event.data.items', {}, null],
    ['sum', 'event.data.items * 2', { items: 3 }, 6],
    ['sum', 'event.data.items / 0', { items: 3 }, null],
    ['avg', 'event.data.weight / event.data.items', { weight: 3, items: 2 }, 1.5],
    ['sum', 'event.data.amount', { amount: 12_345 }, 12_345],
    ['sum', 'event.data.amount * 0.1', { amount: 12_345 }, 1235],
    ['distinct', 'event.data.city', { city: 'x' }, 'x'],
    ['distinct', 'event.data.city + "/" + string(event.data.items)', { city: 'x', items: 1 }, 'x/1'],
    ['distinct', 'event.data.express', { express: false }, 'false'],
    ['sum', 'dyn(event.data.city)', { city: 'x' }, 'error'],
    ['sum', 'int(event.data.city)', { city: 'x' }, 'error'],
  ])('%s of %s for %o is %o', (measure, field, data, expected) => {
    expect(metric({ measure, field }).input(event(data))).toBe(expected);
  });

  it('is in minor units, with the scale in the metric', () => {
    expect(metric({ measure: 'sum', field: 'event.data.amount' }).metric.scale).toBe(100);
    expect(metric({ measure: 'sum', field: 'event.data.amount / event.data.amount' }).metric.scale).toBe(1);
    expect(metric({ measure: 'sum', field: 'event.data.items' }).metric.scale).toBe(1);
  });
});

it('computes formulas from values by name', () => {
  const metrics = ['a', 'b'].map((name) => ({ metric: name, from: ['order.placed'], by: ['city'], measure: 'count' }));
  const { formulas } = catalogOf(
    orderPlaced,
    ...metrics,
    { metric: 'rate', formula: 'a / b' },
    { metric: 'percent', formula: '100 * (1 - rate)' },
  );
  const [percent, rate] = formulas.map(compileFormula);
  expect(formulas).toMatchObject([
    { metric: 'percent', formula: '100 * (1 - (a / b))', inputs: ['a', 'b'], by: ['city'] },
    { metric: 'rate', inputs: ['a', 'b'] },
  ]);
  expect(rate?.({ a: 1, b: 4 })).toBe(0.25);
  expect(rate?.({ a: 1, b: 0 })).toBeNull();
  expect(percent?.({ a: 1, b: 4 })).toBe(75);
  expect(percent?.({ a: null, b: 4 })).toBeNull();
});
