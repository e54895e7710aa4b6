import type { FieldDefinition } from '@tidewatch/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileExpression } from './compile-expression.ts';
import type { Environment } from './environments.ts';
import { eventEnvironment, formulaEnvironment, sourceEnvironment } from './environments.ts';
import { ExpressionError, Timestamp } from './values.ts';

const field = (type: FieldDefinition['type'], more: Partial<FieldDefinition> = {}): FieldDefinition => ({
  type,
  dimension: false,
  pii: false,
  required: false,
  ...more,
});

const events = eventEnvironment(
  new Map([
    ['city', field('string', { dimension: true })],
    ['items', field('integer')],
    ['ratio', field('number')],
    ['express', field('boolean')],
    ['acceptedAt', field('timestamp')],
    ['amount', field('money', { currency: 'IDR' })],
    ['discount', field('money', { currency: 'IDR' })],
    ['fee', field('money', { currency: 'JPY' })],
  ]),
);

const event = (data: Record<string, unknown> = {}) => ({
  event: {
    id: '1',
    source: 's',
    type: 'order.placed',
    subject: null,
    time: 1_700_000_000_000,
    data: {
      city: null,
      items: null,
      ratio: null,
      express: null,
      acceptedAt: null,
      amount: null,
      discount: null,
      fee: null,
      ...data,
    },
  },
});

function evaluate(text: string, scope: Record<string, unknown> = event(), environment: Environment = events): unknown {
  const result = compileExpression(text, environment);
  if (result.expression === undefined) throw new Error(`${result.problem.message} at ${result.problem.offset}`);
  return result.expression.evaluate(scope);
}

const problem = (text: string, environment: Environment = events) => compileExpression(text, environment).problem;

describe('ordinary input does not fail', () => {
  it.each([
    ['event.data.items / 0', { items: 4 }, null],
    ['event.data.ratio / 0.0', { ratio: 4 }, null],
    ['event.data.ratio % 0', { ratio: 4 }, null],
    ['event.data.ratio * event.data.items', { ratio: 1.5, items: 4 }, 6],
    ['event.data.items * 2.5', { items: 4 }, 10],
    ['event.data.items + 1', { items: 9_007_199_254_740_993n }, 9_007_199_254_740_994n],
    ['event.data.items + 1', {}, null],
    ['event.data.items > 3', {}, false],
    ['event.data.city == null', {}, true],
    ['event.data.city != "test"', {}, true],
    ['event.data.city.startsWith("J")', {}, false],
    ['event.data.express', {}, null],
    ['!event.data.express', {}, true],
    ['event.data.express ? 1 : 2', {}, 2n],
    ['event.data.items == 4.0', { items: 4 }, true],
    ['event.data.city in ["Jakarta", "Bandung"]', { city: 'Bandung' }, true],
    ['has(event.data.city)', {}, false],
    ['event.time > timestamp("2023-11-14T22:13:19Z")', {}, true],
    ['(event.data.acceptedAt - event.time).getSeconds()', { acceptedAt: 1_700_000_090_500 }, 90n],
    ['event.data.city == "x" ? null : double("1.5")', {}, 1.5],
    ['event.data.city.matches("^J.*a$")', { city: 'Jakarta' }, true],
  ])('%s of %o is %o', (text, data, expected) => {
    const result = evaluate(text, event(data));
    expect(
      result instanceof ExpressionError ? result.message : (result ?? (expected === false ? false : null)),
    ).toEqual(expected);
  });

  it('speaks major units beside money and keeps minor units as its result', () => {
    expect(evaluate('event.data.amount > 1000', event({ amount: 100_001 }))).toBe(true);
    expect(evaluate('event.data.amount >= 1000.01', event({ amount: 100_001 }))).toBe(true);
    expect(evaluate('event.data.amount - event.data.discount', event({ amount: 30, discount: 10 }))).toBe(20);
    expect(evaluate('event.data.amount / 4', event({ amount: 10 }))).toBe(2.5);
    expect(evaluate('event.data.discount / event.data.amount', event({ amount: 10, discount: 5 }))).toBe(0.5);
    expect(problem('event.data.amount + event.data.fee')?.message).toMatch('money (IDR) and money (JPY)');
  });
});

describe('rows of a source', () => {
  const debezium = sourceEnvironment('debezium');

  it('reads null from an absent before or after, and from undeclared keys', () => {
    const scope = { before: null, after: { status: 'cancelled', id: 7 }, op: 'c', source: null };
    expect(evaluate('after.status == "cancelled" && before.status != "cancelled"', scope, debezium)).toBe(true);
    expect(evaluate('string(after.id) + "/" + string(after.nothing)', scope, debezium)).toBeNull();
    expect(evaluate('string(after.id) + "/cancelled"', scope, debezium)).toBe('7/cancelled');
  });

  it('does not reach prototypes', () => {
    const scope = { before: {}, after: {}, op: 'c', source: null };
    for (const name of ['constructor', 'toString', 'hasOwnProperty', 'valueOf'])
      expect(evaluate(`after.${name}`, scope, debezium)).toBeNull();
    expect(evaluate('after["__proto__"]', scope, debezium)).toBeNull();
  });

  it('converts what Debezium sends', () => {
    const scope = {
      before: null,
      after: { at: 1_700_000_000_123_456, ms: 1_700_000_000_123, price: 'AJiWgA==', big: 12345678901234567890n },
      op: 'c',
      source: null,
    };
    expect(evaluate('fromMicros(after.at)', scope, debezium)).toEqual(new Timestamp(1_700_000_000_123));
    expect(evaluate('fromMillis(after.ms)', scope, debezium)).toEqual(new Timestamp(1_700_000_000_123));
    expect(evaluate('fromDecimal(after.price, 2)', scope, debezium)).toBe('100000.00');
    expect(evaluate('string(after.big)', scope, debezium)).toBe('12345678901234567890');
  });

  it('works on lists of plain JSON', () => {
    const scope = {
      key: null,
      value: {
        items: [
          { sku: 'a', n: 2 },
          { sku: 'b', n: 0 },
        ],
      },
    };
    const json = sourceEnvironment('json');
    expect(evaluate('value.items.exists(i, i.n == 0)', scope, json)).toBe(true);
    expect(evaluate('value.items.all(i, i.n > 0)', scope, json)).toBe(false);
    expect(evaluate('size(value.items.filter(i, i.n > 0))', scope, json)).toBe(1n);
    expect(evaluate('value.items.map(i, i.sku)', scope, json)).toEqual(['a', 'b']);
    expect(evaluate('value.items[1].sku', scope, json)).toBe('b');
    expect(evaluate('value.items[9].sku', scope, json)).toBeNull();
  });
});

describe('what is wrong is said when the catalog is loaded', () => {
  it.each([
    ['event.data.ctiy == "x"', 11, 'unknown field "ctiy"; did you mean "city"?'],
    ['evnt.data.city', 0, 'unknown variable "evnt"; did you mean "event"?'],
    ['event.data.city + 1', 0, '+ is not defined for string and int'],
    ['event.data.city == 5', 0, '== is not defined for string and int'],
    ['event.data.items && true', 0, 'a condition must be bool, not int'],
    ['event.data.city.starts("x")', 15, 'unknown method "starts"; did you mean "startsWith"?'],
    ['now()', 0, 'unknown function "now"'],
    ['process.env', 0, 'unknown variable "process"'],
    ['fetch("http://x")', 0, 'unknown function "fetch"'],
    ['event.data.city +', 17, 'Unexpected token: EOF'],
    ['event.data.city.matches("(")', 24, 'matches() takes a valid regular expression'],
    ['event.data.constructor', 11, 'unknown field "constructor"'],
  ])('%s', (text, offset, message) => {
    expect(problem(text)).toEqual({ offset, message: expect.stringContaining(message) as string });
  });
});

describe('formulas', () => {
  const formula = (text: string, values: Record<string, number | null>) =>
    evaluate(text, values, formulaEnvironment(Object.keys(values)));

  it('gives null for x/0 and carries null through', () => {
    expect(formula('cancellations / orders', { cancellations: 3, orders: 12 })).toBe(0.25);
    expect(formula('cancellations / orders', { cancellations: 3, orders: 0 })).toBeNull();
    expect(formula('1 - cancellations / orders * 100', { cancellations: 3, orders: 0 })).toBeNull();
    expect(formula('cancellations / orders', { cancellations: null, orders: 2 })).toBeNull();
  });
});

describe('laws', () => {
  it('agrees with JavaScript on doubles, for any mix of int and double', () => {
    const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, min: -1e9, max: 1e9 })).map((value) => value + 0);
    fc.assert(
      fc.property(number, number, (left, right) => {
        const scope = event({ ratio: left, items: Math.trunc(right) });
        expect(evaluate('event.data.ratio + event.data.items', scope)).toBe(left + Math.trunc(right));
        expect(evaluate('event.data.ratio < event.data.items', scope)).toBe(left < Math.trunc(right));
      }),
    );
  });

  it('never throws, whatever rows hold', () => {
    const source = sourceEnvironment('json');
    const texts = [
      'value.a + value.b',
      'value.a.b.c',
      'value.a < value.b',
      'value.a.contains(value.b)',
      'int(value.a)',
      'value.a[value.b]',
      'value.a ? 1 : 2',
      'timestamp(value.a)',
      'value.a.all(x, x > value.b)',
      '-value.a',
      'value.a in value.b',
    ];
    const compiled = texts.map((text) => compileExpression(text, source).expression);
    fc.assert(
      fc.property(fc.anything(), fc.jsonValue(), (a, b) => {
        for (const expression of compiled)
          expect(() => expression?.evaluate({ key: null, value: { a, b } })).not.toThrow();
      }),
    );
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        expect(() => compileExpression(text, events)).not.toThrow();
      }),
    );
  });
});

it('knows plain reads and comparisons with a literal', () => {
  const shape = (text: string) => compileExpression(text, events).expression?.shape;
  expect(shape('event.data.city')).toEqual({ kind: 'read', path: { data: 'city' } });
  expect(shape('event.type')).toEqual({ kind: 'read', path: { envelope: 'type' } });
  expect(shape('event.data.city != "test"')).toEqual({ kind: 'differs', path: { data: 'city' }, literal: 'test' });
  expect(shape('"test" == event.data.city')).toEqual({ kind: 'equals', path: { data: 'city' }, literal: 'test' });
  expect(shape('event.data.items == 5')).toBeNull();
  expect(shape('event.time')).toBeNull();
});
