import type { FieldValue } from '@tidewatch/contract/events';
import type { IndexedEvent } from '@tidewatch/core/ports/metric-store';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** A block is full with this many events. */
export const blockEventsMax = 256;
const openLevel = 1;
const fullLevel = 5;

/** How a bigint is written, which JSON has no form for. Field values are scalars, so no value looks like it. */
interface WrittenBigint {
  readonly n: string;
}

type Written = string | number | boolean | null | WrittenBigint;

/**
 * A block as JSON: one array per attribute, because equal things side by side compress well. Numbers that grow are written as distances
 * from the one before. `shapes` are the lists of fields that occur; `shape` says which each event has.
 */
interface BlockColumns {
  readonly v: 1;
  readonly topics: readonly string[];
  readonly topic: readonly number[];
  readonly partition: readonly number[];
  readonly offset: readonly number[];
  readonly appendTime: readonly number[];
  readonly time: readonly number[];
  readonly id: readonly string[];
  readonly source: readonly string[];
  readonly subject: readonly (string | null)[];
  readonly imported: readonly number[];
  readonly shapes: readonly (readonly string[])[];
  readonly shape: readonly number[];
  readonly fields: readonly (readonly [field: string, values: readonly Written[]])[];
}

const distances = (numbers: readonly number[]): number[] =>
  numbers.map((number, index) => number - (numbers[index - 1] ?? 0));

function sums(steps: readonly number[]): number[] {
  let sum = 0;
  return steps.map((step) => (sum += step));
}

const write = (value: FieldValue): Written => (typeof value === 'bigint' ? { n: String(value) } : value);
const read = (value: Written): FieldValue => (typeof value === 'object' && value !== null ? BigInt(value.n) : value);

/** Numbers each distinct text by its first place. */
function numbered<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): readonly [distinct: Item[], numbers: number[]] {
  const places = new Map<string, number>();
  const distinct: Item[] = [];
  const numbers = items.map((item) => {
    const key = keyOf(item);
    const known = places.get(key);
    if (known !== undefined) return known;
    places.set(key, distinct.length);
    return distinct.push(item) - 1;
  });
  return [distinct, numbers];
}

/** Packs the events of one type. Full blocks are compressed harder: they are not written again. */
export function packBlock(entries: readonly IndexedEvent[]): Buffer {
  const events = entries.map(({ event }) => event);
  const [topics, topic] = numbered(
    entries.map((entry) => entry.topic),
    (text) => text,
  );
  const [shapes, shape] = numbered(
    events.map(({ data }) => Object.keys(data)),
    (keys) => JSON.stringify(keys),
  );
  const names = [...new Set(shapes.flat())];
  const columns: BlockColumns = {
    v: 1,
    topics,
    topic,
    partition: entries.map(({ partition }) => partition),
    offset: distances(entries.map(({ offset }) => offset)),
    appendTime: distances(entries.map(({ appendTime }) => appendTime)),
    time: distances(events.map(({ time }) => time)),
    id: events.map(({ id }) => id),
    source: events.map(({ source }) => source),
    subject: events.map(({ subject }) => subject),
    imported: events.map(({ imported }) => (imported ? 1 : 0)),
    shapes,
    shape,
    fields: names.map((name) => [
      name,
      events.map(({ data }) => write(Object.hasOwn(data, name) ? data[name]! : null)),
    ]),
  };
  const level = entries.length >= blockEventsMax ? fullLevel : openLevel;
  return zstdCompressSync(JSON.stringify(columns), { params: { [constants.ZSTD_c_compressionLevel]: level } });
}

/** The block's text: cheap to search for a value before the events are made. */
export const blockText = (data: Uint8Array): string => zstdDecompressSync(data).toString();

export function unpackBlock(type: string, text: string): IndexedEvent[] {
  const columns = JSON.parse(text) as BlockColumns;
  const offsets = sums(columns.offset);
  const appendTimes = sums(columns.appendTime);
  const times = sums(columns.time);
  const valuesOf = new Map(columns.fields);
  return columns.id.map((id, index) => {
    const names = columns.shapes[columns.shape[index]!]!;
    const data = Object.fromEntries(names.map((name) => [name, read(valuesOf.get(name)![index]!)]));
    return {
      topic: columns.topics[columns.topic[index]!]!,
      partition: columns.partition[index]!,
      offset: offsets[index]!,
      appendTime: appendTimes[index]!,
      event: {
        id,
        source: columns.source[index]!,
        type,
        time: times[index]!,
        subject: columns.subject[index]!,
        imported: columns.imported[index] === 1,
        data,
      },
    };
  });
}
