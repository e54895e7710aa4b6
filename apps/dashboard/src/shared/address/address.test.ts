import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from 'vue-router';
import { zones } from '../time/zones.ts';
import { comparisons, defaultAddress, type AddressState } from './address.ts';
import { formatAddress } from './format-address.ts';
import { canonicalWhere, ownKeys, parseAddress } from './parse-address.ts';
import { queryText, toQueryRecord } from './query-record.ts';

const parse = (url: string) => parseAddress(toQueryRecord(parseQuery(url)));
const url = (state: Partial<AddressState>) => queryText(formatAddress({ ...defaultAddress, ...state }));

const time = fc.oneof(
  fc.constantFrom('now', 'now/d', 'now-1d/d', 'now-15m', 'now-3h', 'now-28d'),
  fc.integer({ min: 1.5e12, max: 1.9e12 }).map((at) => new Date(at).toISOString().replace('.000Z', 'Z')),
);
const where = fc
  .array(
    fc.tuple(fc.constantFrom('city', 'reason', 'merchantId'), fc.string()).map(([name, value]) => `${name}:${value}`),
  )
  .map(canonicalWhere);
const filled = fc.string({ minLength: 1, unit: 'grapheme' });
const range = fc
  .record({ from: time, to: time })
  .filter(({ from, to }) => from.startsWith('now') || to.startsWith('now') || from < to);
const states: fc.Arbitrary<AddressState> = fc
  .record({
    range,
    step: fc.constantFrom(null, '5m', '1h', '1d'),
    compare: fc.constantFrom(...comparisons),
    where,
    by: fc.option(filled),
    tz: fc.constantFrom(...zones),
    wall: fc.boolean(),
    theme: fc.constantFrom(null, 'light' as const, 'dark' as const),
    drill: fc.option(
      fc
        .record({
          what: fc.constantFrom({ metric: 'cancellations' }, { type: 'order.cancelled' }),
          range,
          where,
        })
        .map(({ what, range: span, where: scope }) => ({ ...what, ...span, where: scope })),
    ),
    event: fc.option(filled),
    case: fc.option(filled),
    extras: fc.dictionary(
      fc.stringMatching(/^[a-z]{1,9}\.[a-z]{1,9}$/).filter((key) => !ownKeys.has(key)),
      filled,
    ),
  })
  .map(({ range: span, ...rest }) => ({ ...span, ...rest }));

describe('the address', () => {
  it('has one URL for each state, and one state for each URL', () => {
    fc.assert(
      fc.property(states, (state) => {
        const text = url(state);
        const { state: back, ignored } = parse(text);
        expect(back).toEqual(state);
        expect(ignored).toEqual([]);
        expect(url(back)).toBe(text);
      }),
    );
  });

  it('does not depend on the order in which things were chosen', () => {
    const one = url({ where: ['reason:late', 'city:Bandung'], extras: { 'feed.kind': 'all', 'a.b': '1' } });
    const other = url({ extras: { 'a.b': '1', 'feed.kind': 'all' }, where: ['city:Bandung', 'reason:late'] });
    expect(one).toBe('?where=city:Bandung&where=reason:late&a.b=1&feed.kind=all');
    expect(other).toBe(one);
  });

  it('is bare as long as nothing was chosen', () => {
    expect(url({})).toBe('');
    expect(parse('').state).toEqual(defaultAddress);
  });

  it('can be read by people', () => {
    expect(url({ from: 'now-3h', compare: 'off', where: ['city:Kota Tangerang'], tz: 'Asia/Makassar' })).toBe(
      '?from=now-3h&compare=off&where=city:Kota%20Tangerang&tz=WITA',
    );
  });

  it('never throws, whatever the URL says, and names what it left out', () => {
    const keys = fc.oneof(fc.constantFrom(...ownKeys), fc.string());
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, fc.string())), (pairs) => {
        const { state } = parse(new URLSearchParams(pairs).toString());
        expect(parse(url(state)).state).toEqual(state);
      }),
    );
    const { state, ignored } = parse('from=yesterday&compare=9d&tz=Mars&where=city&wall=yes&step=5&drill=metric:A+B');
    expect(state).toEqual(defaultAddress);
    expect(ignored.sort()).toEqual(['compare', 'drill', 'from', 'step', 'tz', 'wall', 'where']);
  });

  it('takes instants in other forms and writes them in one', () => {
    const { state } = parse('from=2026-11-20T14:00%2B07:00&to=2026-11-20T08:30:15.250Z');
    expect(state).toMatchObject({ from: '2026-11-20T07:00:00Z', to: '2026-11-20T08:30:15.250Z' });
    expect(parse('from=1763650000000&to=1763658000000').state.from).toBe('2025-11-20T14:46:40Z');
  });

  it('refuses a range that runs backwards', () => {
    const { state, ignored } = parse('from=2026-11-20T14:00:00Z&to=2026-11-20T13:00:00Z');
    expect(state).toMatchObject({ from: 'now/d', to: 'now' });
    expect(ignored).toEqual(['from', 'to']);
  });

  it('keeps hostile values as they are', () => {
    const hostile = ['city:"><img src=x onerror=1>', 'city:\u202eabc', 'city:a&b=c#d', 'city:😀'].sort();
    expect(parse(url({ where: hostile })).state.where).toEqual(hostile);
  });
});
