import type { DefinitionsRecord, GenerationRecord } from '@tidewatch/contract';
import type { LedgerEntry, LedgerEvent } from './ledger.ts';

/** Cells by text identity: metric, grain, window, group. */
export type Cells = Map<string, number>;

export interface OracleRules {
  readonly sliceOffsets: number;
  readonly duplicateHorizonOffsets: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const grains = [
  ['1m', minuteMs],
  ['1h', hourMs],
] as const;

export const cellKey = (metric: string, grain: string, window: number, group: readonly string[]): string =>
  JSON.stringify([metric, grain, window, group]);

export function addTo(cells: Cells, key: string, by: number): void {
  cells.set(key, (cells.get(key) ?? 0) + by);
}

/** A generation, and whether readers take it: it waited for nothing, or a record said that it has caught up. */
export interface KnownGeneration extends GenerationRecord {
  readonly counts: boolean;
}

/** The generations in order of their first record. */
export function generationRecords(records: readonly DefinitionsRecord[]): readonly KnownGeneration[] {
  const seen = new Set<string>();
  const inForce = new Set(records.flatMap((record) => (record.kind === 'in-force' ? [identityOf(record)] : [])));
  return records.flatMap((record) => {
    if (record.kind !== 'generation' || seen.has(identityOf(record))) return [];
    seen.add(identityOf(record));
    return [{ ...record, counts: record.awaits !== true || inForce.has(identityOf(record)) }];
  });
}

const identityOf = ({ hash, revision }: { readonly hash: string; readonly revision: number }) => `${hash} ${revision}`;

/** Number of the generation that counts for a slice: the highest of those in force whose first offset is at or below it. */
export function generationOfSlice(generations: readonly KnownGeneration[], partition: number, slice: number): number {
  const owns = ({ counts, from }: KnownGeneration) => counts && (from['events']?.[String(partition)] ?? 0) <= slice;
  return generations.findLastIndex(owns) + 1;
}

/** The slow, plain fold of one partition, straight from the words of the design. */
export function foldPartition(
  ledger: readonly LedgerEntry[],
  partition: number,
  generations: readonly KnownGeneration[],
  rules: OracleRules,
): Cells {
  const cells: Cells = new Map();
  for (const [index, generation] of generations.entries()) {
    const types = new Set(generation.catalog.events.map((event) => event.event));
    const counted = countedEvents(ledger, types, rules.duplicateHorizonOffsets);
    const named = new Map<string, Set<string>>();
    for (const { entry, slice } of slicesOf(ledger, rules.sliceOffsets)) {
      if (generationOfSlice(generations, partition, slice) !== index + 1) continue;
      if (counted.has(entry.offset)) addEvent(cells, generation, slice, entry.event!, named);
    }
  }
  return cells;
}

/** Each entry with the first offset of its slice. */
function slicesOf(ledger: readonly LedgerEntry[], sliceOffsets: number): { entry: LedgerEntry; slice: number }[] {
  const records = ledger.filter((entry) => entry.kind !== 'hole');
  let slice = 0;
  return records.map((entry, index) => {
    const before = records[index - 1];
    const multiple = Math.floor(entry.offset / sliceOffsets) * sliceOffsets;
    if (multiple > slice) slice = multiple;
    const hour = Math.floor(entry.appendTime / hourMs);
    if (before !== undefined && hour > Math.floor(before.appendTime / hourMs)) slice = entry.offset;
    return { entry, slice };
  });
}

/** Offsets of the usable events that are no duplicates: the last usable occurrence is far enough away, or there is none. */
function countedEvents(
  ledger: readonly LedgerEntry[],
  types: ReadonlySet<string>,
  horizonOffsets: number,
): ReadonlySet<number> {
  const last = new Map<string, LedgerEntry>();
  const counted = new Set<number>();
  for (const entry of ledger) {
    const { event, appendTime, offset } = entry;
    if (event === null || !types.has(event.type) || event.time > appendTime + 5 * minuteMs) continue;
    const before = last.get(event.id);
    const duplicate =
      before !== undefined && offset - before.offset <= horizonOffsets && appendTime - before.appendTime <= 24 * hourMs;
    if (!duplicate) counted.add(offset);
    last.set(event.id, entry);
  }
  return counted;
}

function addEvent(
  cells: Cells,
  generation: GenerationRecord,
  slice: number,
  event: LedgerEvent,
  named: Map<string, Set<string>>,
): void {
  for (const metric of generation.catalog.metrics) {
    if (metric.builtIn || !metric.from.includes(event.type)) continue;
    for (const [grain, grainMs] of grains) {
      const window = Math.floor(event.time / grainMs) * grainMs;
      if (metric.by.length === 0) {
        addTo(cells, cellKey(metric.metric, grain, window, []), event.pieces);
        continue;
      }
      const place = `${metric.metric} ${slice} ${grain} ${window}`;
      const names = named.get(place) ?? new Set<string>();
      named.set(place, names);
      const known = names.has(event.city) || names.size < metric.groupsMax;
      if (known) names.add(event.city);
      addTo(cells, cellKey(metric.metric, grain, window, [known ? event.city : '(other)']), 1);
    }
  }
}
