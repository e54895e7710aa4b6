import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Event, Frame } from '@tidewatch/contract';
import { catalogOf } from '../decode/events/test-catalog.ts';
import type { DecodedRecord } from '../stream/decoded.ts';
import { CellRows } from './cell-rows.ts';
import { encodeFrames } from './encode-frames.ts';
import { planFold } from './fold-plan.ts';
import { GroupNames } from './group-names.ts';
import { SliceFold } from './slice-fold.ts';

const minuteMs = 60_000;
const grains = { '1m': minuteMs, '1h': 60 * minuteMs } as const;
const groupsMax = 3;
const catalog = catalogOf(
  {
    event: 'sold',
    data: {
      shop: { type: 'string', dimension: true },
      town: { type: 'string', dimension: true },
      pieces: { type: 'integer' },
    },
  },
  // The same dimensions three times: with a filter, with fewer groups and with all.
  {
    metric: 'many',
    from: ['sold'],
    by: ['shop', 'town'],
    measure: 'count',
    where: 'event.data.pieces > 4',
    keep: { '1m': '1d', '1h': '1d' },
  },
  {
    metric: 'sales',
    from: ['sold'],
    by: ['shop', 'town'],
    measure: 'count',
    groupsMax,
    keep: { '1m': '1d', '1h': '1d' },
  },
  {
    metric: 'pieces',
    from: ['sold'],
    by: ['shop', 'town'],
    measure: 'sum',
    field: 'event.data.pieces',
    keep: { '1m': '1d' },
  },
  { metric: 'largest', from: ['sold'], by: [], measure: 'max', field: 'event.data.pieces', keep: { '1m': '1d' } },
);
const plan = planFold(catalog);

interface Sale {
  readonly shop: string;
  readonly town: string;
  readonly pieces: number;
  readonly minute: number;
}

const sale = fc.record({
  shop: fc.constantFrom('a', 'b', 'Ä', '(other)'),
  town: fc.constantFrom('x', 'y', '"'),
  pieces: fc.integer({ min: 0, max: 9 }),
  minute: fc.integer({ min: 0, max: 130 }),
});

function recordOf({ shop, town, pieces, minute }: Sale, offset: number): DecodedRecord {
  const time = Date.UTC(2026, 10, 21, 9) + minute * minuteMs + (offset % minuteMs);
  const event: Event = {
    id: String(offset),
    source: 's',
    type: 'sold',
    time,
    subject: null,
    imported: false,
    data: { shop, town, pieces },
  };
  return { offset, appendTime: time, outcome: 'used', events: [event], dead: [], duplicates: [], expressionErrors: 0 };
}

type Cells = Record<string, readonly [through: number, state: number]>;

/** The rules of the fold in plain words: a map per window, in the order of the log. */
function plainFold(records: readonly DecodedRecord[], cellsMax: number): Cells {
  const cells: Record<string, [number, number]> = {};
  const sizes = new Map<string, number>();
  let left = cellsMax;
  const add = (
    metric: string,
    grain: keyof typeof grains,
    time: number,
    group: readonly string[],
    offset: number,
    merge: (state: number | null) => number,
    max = 10_000,
  ) => {
    const window = Math.floor(time / grains[grain]) * grains[grain];
    const place = `${metric} ${grain} ${window}`;
    const own = `${place} ${JSON.stringify(group)}`;
    const full = cells[own] === undefined && group.length > 0 && ((sizes.get(place) ?? 0) >= max || left <= 0);
    const key = full ? `${place} ${JSON.stringify(group.map(() => '(other)'))}` : own;
    const before = cells[key];
    if (before === undefined) {
      sizes.set(place, (sizes.get(place) ?? 0) + 1);
      left -= 1;
    }
    cells[key] = [offset, merge(before?.[1] ?? null)];
  };
  for (const { offset, events } of records) {
    const { time, data } = events.at(0)!;
    const group = [String(data['shop']), String(data['town'])];
    const pieces = Number(data['pieces']);
    const one = (state: number | null): number => (state ?? 0) + 1;
    // Room is given out in the order of the catalog, which is that of the names.
    add('largest', '1m', time, [], offset, (state) => Math.max(state ?? 0, pieces));
    for (const grain of ['1m', '1h'] as const) if (pieces > 4) add('many', grain, time, group, offset, one);
    add('pieces', '1m', time, group, offset, (state) => (state ?? 0) + pieces);
    for (const grain of ['1m', '1h'] as const) add('sales', grain, time, group, offset, one, groupsMax);
  }
  return cells;
}

/** What the frames say, newest last; frames are cut small. */
function takeInto(cells: Cells, fold: SliceFold, bytesMax: number): Cells {
  const identity = { generation: 1, topic: 'events', epoch: 0, partition: 0, slice: 0 };
  const texts = encodeFrames(
    identity,
    fold.cells.flat(),
    { through: 0, end: 0, asOf: 0, counters: fold.counters },
    bytesMax,
  );
  const taken = { ...cells };
  for (const [index, text] of texts.entries()) {
    expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(bytesMax);
    const frame = JSON.parse(text) as Frame;
    expect(frame.counters === null).toBe(index < texts.length - 1);
    for (const { metric, grain, window, entries } of frame.cells) {
      if (metric.startsWith('tidewatch_')) continue;
      for (const [group, through, state] of entries)
        taken[`${metric} ${grain} ${window} ${JSON.stringify(group)}`] = [through, Number(state)];
    }
  }
  return taken;
}

it.each([10_000, 7])(
  'gives the cells of a plain fold whatever is published when, with room for %i cells (I6)',
  (cellsMax) => {
    fc.assert(
      fc.property(fc.array(sale, { maxLength: 80 }), fc.integer({ min: 1, max: 30 }), (sales, batch) => {
        const records = sales.map(recordOf);
        const fold = new SliceFold(plan, 'events', 0, cellsMax);
        let cells: Cells = {};
        for (let from = 0; from < records.length; from += batch) {
          fold.add(records.slice(from, from + batch));
          cells = takeInto(cells, fold, 4_096);
        }
        expect(cells).toEqual(plainFold(records, cellsMax));
        // Nothing has changed since.
        expect(takeInto({}, fold, 4_096)).toEqual({});
      }),
    );
  },
);

it('numbers every window and group once, however many there are', () => {
  const rows = new CellRows(minuteMs);
  const names = new GroupNames();
  const groups = Array.from({ length: 40 }, (_, index) => names.of([`g${index}`]));
  const numbers = (): number[] =>
    Array.from({ length: 700 }, (_, window) => groups.map((named) => rows.rowAt(window * minuteMs + 5, named))).flat();
  const first = numbers();
  expect(first).toEqual(Array.from({ length: 28_000 }, (_, row) => row));
  expect(numbers()).toEqual(first);
  expect(rows.window(27_999)).toBe(699 * minuteMs);
  expect(rows.group(27_999)).toBe(groups.at(-1));
});
