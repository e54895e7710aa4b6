import { canonicalTime, isRelativeTime } from '../time/resolve-time.ts';
import { zoneOfLabel } from '../time/zones.ts';
import { comparisons, defaultAddress, type AddressState, type Drill } from './address.ts';
import type { QueryRecord } from './query-record.ts';

const textMax = 2_048;
const whereMax = 64;
const metricPattern = /^[a-z][a-z0-9_]{0,99}$/;
const typePattern = /^[\w.-]{1,255}$/;
const extraPattern = /^[a-z][\w.-]{0,99}$/i;
const stepPattern = /^[1-9]\d{0,4}[mhd]$/;

/** Names of the URL that are not a feature's. */
export const ownKeys: ReadonlySet<string> = new Set([
  'from',
  'to',
  'step',
  'compare',
  'where',
  'by',
  'tz',
  'wall',
  'theme',
  'drill',
  'drill.from',
  'drill.to',
  'drill.where',
  'event',
  'case',
]);

/** `dimension:value`, sorted and without doubles. What is not that is left out. */
export const canonicalWhere = (where: readonly string[]): readonly string[] =>
  [...new Set(where.filter((entry) => entry.indexOf(':') > 0 && entry.length <= textMax))].sort().slice(0, whereMax);

interface Reader {
  /** The value of `key` as `read` makes it, else `otherwise`; a value that was there and gave null is noted. */
  one<Value>(key: string, otherwise: Value, read: (text: string) => Value | null | undefined): Value;
  where(key: string): readonly string[];
  readonly ignored: Set<string>;
}

const readerOf = (query: QueryRecord): Reader => {
  const ignored = new Set<string>();
  return {
    ignored,
    one(key, otherwise, read) {
      const text = query[key]?.[0];
      if (text === undefined) return otherwise;
      const value = read(text) ?? null;
      if (value === null) ignored.add(key);
      return value ?? otherwise;
    },
    where(key) {
      const given = query[key] ?? [];
      const where = canonicalWhere(given);
      if (where.length < new Set(given).size) ignored.add(key);
      return where;
    },
  };
};

const text = (value: string) => (value.length > 0 && value.length <= textMax ? value : null);
const matching = (pattern: RegExp) => (value: string) => (pattern.test(value) ? value : null);
const among =
  <Value extends string>(...allowed: readonly Value[]) =>
  (value: string) =>
    allowed.find((one) => one === value);

const backwards = (from: string, to: string) =>
  !isRelativeTime(from) && !isRelativeTime(to) && Date.parse(from) >= Date.parse(to);

const readRange = (reader: Reader, [fromKey, toKey]: readonly [string, string]): { from: string; to: string } => {
  const from = reader.one(fromKey, defaultAddress.from, canonicalTime);
  const to = reader.one(toKey, defaultAddress.to, canonicalTime);
  if (!backwards(from, to)) return { from, to };
  reader.ignored.add(fromKey).add(toKey);
  return { from: defaultAddress.from, to: defaultAddress.to };
};

const readDrill = (reader: Reader): Drill | null => {
  const what = reader.one('drill', null, (value) => {
    const metric = /^metric:(.*)$/.exec(value)?.[1] ?? '';
    const type = /^type:(.*)$/.exec(value)?.[1] ?? '';
    if (metricPattern.test(metric)) return { metric };
    return typePattern.test(type) ? { type } : null;
  });
  if (what === null) return null;
  return { ...what, ...readRange(reader, ['drill.from', 'drill.to']), where: reader.where('drill.where') };
};

/** The state that a query string stands for. A part that cannot be read has its default, and its key is in `ignored`. */
export const parseAddress = (query: QueryRecord): { readonly state: AddressState; readonly ignored: string[] } => {
  const reader = readerOf(query);
  const extras = Object.entries(query)
    .filter(([key, values]) => !ownKeys.has(key) && extraPattern.test(key) && text(values[0] ?? '') !== null)
    .map(([key, values]) => [key, values[0] ?? ''] as const)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  const state: AddressState = {
    ...readRange(reader, ['from', 'to']),
    step: reader.one('step', null, matching(stepPattern)),
    compare: reader.one('compare', defaultAddress.compare, among(...comparisons)),
    where: reader.where('where'),
    by: reader.one('by', null, text),
    tz: reader.one('tz', defaultAddress.tz, zoneOfLabel),
    wall: reader.one('wall', false, (value) => value === '1' || null),
    theme: reader.one('theme', null, among('light', 'dark')),
    drill: readDrill(reader),
    event: reader.one('event', null, text),
    case: reader.one('case', null, text),
    extras: Object.fromEntries(extras),
  };
  return { state, ignored: [...reader.ignored] };
};
