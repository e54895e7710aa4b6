import type { Catalog, Metric } from '@tidewatch/contract/catalog/catalog';
import { TidewatchError } from '@tidewatch/contract/errors';
import { noneGroupValue, type Frame, type PartialCells } from '@tidewatch/contract/frames';
import { createDecoder } from '../../../decode/create-decoder.ts';
import { encodeFrames } from '../../../fold/encode-frames.ts';
import { planFold } from '../../../fold/fold-plan.ts';
import { SliceFold } from '../../../fold/slice-fold.ts';
import type { LogRecord } from '../../../ports/event-log.ts';
import type { RuleTest, TestValues } from './rule-test.ts';

const minuteMs = 60_000;
const identity = { generation: 1, topic: 'events', epoch: 0, partition: 0, slice: 0 };
const cellsMax = 1_000_000;

/** UTF-8 of a text, which core cannot make itself. */
export type BytesOf = (text: string) => Uint8Array;

/** The cells that the processor would make of a test's events, by its own decoder and fold. Throws `invalid_parameter` for an unusable event. */
export function cellsOfEvents(test: RuleTest, catalog: Catalog, bytesOf: BytesOf): readonly PartialCells[] {
  const records = recordsOf(test, catalog, bytesOf);
  if (records.length === 0) return [];
  const decode = createDecoder(catalog, 'events');
  const decoded = records.map((record) => decode(record));
  const dead = decoded.flatMap((record) => record.dead)[0];
  if (dead !== undefined) {
    throw new TidewatchError(
      'invalid_parameter',
      `${test.test}: an event of type ${dead.type ?? '?'} cannot be used: ${dead.detail} (${dead.code})`,
    );
  }
  const plan = planFold(catalog);
  const fold = new SliceFold(plan, 'events', 0, cellsMax);
  fold.add(decoded);
  const changes = fold.cells.flatMap((grains) => grains.slice(0, 1));
  const progress = { through: records.length - 1, end: records.length, asOf: 0, counters: fold.counters };
  const text = encodeFrames(identity, changes, progress, Number.MAX_SAFE_INTEGER);
  return text.flatMap((frame) => (JSON.parse(frame) as Frame).cells);
}

function recordsOf({ events, startMs, test }: RuleTest, catalog: Catalog, bytesOf: BytesOf): readonly LogRecord[] {
  const timed = events.flatMap(({ atMs, type, count, data: given }, kind) => {
    const data = { ...requiredFields(type, catalog, startMs), ...given };
    return atMs.flatMap((at) =>
      Array.from({ length: count }, (_, index) => {
        const time = startMs + at + Math.floor((index * minuteMs) / count);
        return { time, event: eventOf(`${test}-${kind}-${at}-${index}`, type, time, data) };
      }),
    );
  });
  return timed
    .toSorted((one, other) => one.time - other.time)
    .map(({ time, event }, offset) => ({
      offset,
      appendTime: time,
      key: null,
      value: bytesOf(JSON.stringify(event)),
    }));
}

/** A test names what matters to its rule; what else an event needs is filled in. */
function requiredFields(type: string, catalog: Catalog, startMs: number): Readonly<Record<string, unknown>> {
  const fields = catalog.events.find(({ event }) => event === type)?.data ?? {};
  const fillers = {
    string: 'test',
    number: 0,
    integer: 0,
    boolean: false,
    timestamp: new Date(startMs).toISOString(),
    money: 0,
  };
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => (field.required ? [[name, fillers[field.type]]] : [])),
  );
}

function eventOf(id: string, type: string, time: number, data: Readonly<Record<string, unknown>>): unknown {
  return { specversion: '1.0', id, source: 'rule-test', type, time: new Date(time).toISOString(), data };
}

/** Cells written down as numbers: counts, and sums in minor units. Throws `invalid_parameter` for other measures and unknown names. */
export function cellsOfValues(test: RuleTest, catalog: Catalog): readonly PartialCells[] {
  return test.values.flatMap((values) => {
    const metric = catalog.metrics.find((candidate) => candidate.metric === values.metric);
    if (metric === undefined) throw refused(test, `there is no metric ${values.metric} with cells of its own`);
    if (metric.measure !== 'count' && metric.measure !== 'sum')
      throw refused(test, `${values.metric} has measure ${metric.measure}; give events instead of values`);
    return cellsOf(test, values, metric);
  });
}

function cellsOf(test: RuleTest, { atMs, group, value }: TestValues, metric: Metric): readonly PartialCells[] {
  const unknown = Object.keys(group).find((dimension) => !metric.by.includes(dimension));
  if (unknown !== undefined) throw refused(test, `${metric.metric} has no dimension ${unknown}`);
  const [finest] = metric.grains;
  const named = metric.by.map((dimension) => group[dimension] ?? noneGroupValue);
  const state = Math.round(value * metric.scale);
  return atMs.map((at) => {
    const window = Math.floor((test.startMs + at) / (finest?.ms ?? minuteMs)) * (finest?.ms ?? minuteMs);
    return { metric: metric.metric, grain: finest?.grain ?? '1m', window, entries: [[named, window, state] as const] };
  });
}

const refused = ({ test }: RuleTest, why: string): TidewatchError =>
  new TidewatchError('invalid_parameter', `${test}: ${why}`);
