import { TidewatchError, type Catalog, type DefinitionsRecord } from '@tidewatch/contract';
import type { EventLog } from '../ports/event-log.ts';
import { textOfUtf8 } from '../decode/utf8.ts';
import { definitionsOf, type Definitions } from './generations.ts';
import { readWholeTopic } from './read-topic.ts';

const kinds: readonly unknown[] = ['generation', 'in-force', 'topic'] satisfies DefinitionsRecord['kind'][];

/** Reads the topic `definitions` as it is now. Throws `newer_format` for records of a newer version. */
export async function readDefinitions(log: Pick<EventLog, 'tail' | 'offsets'>): Promise<Definitions> {
  const records = await readWholeTopic(log, 'definitions');
  return definitionsOf(records.map(({ record }) => parseDefinitionsRecord(record.value)));
}

/** One record of `definitions`. Throws `newer_format` or `frame_invalid`. */
export function parseDefinitionsRecord(value: Uint8Array | null): DefinitionsRecord {
  let parsed: { v?: unknown; kind?: unknown } | null = null;
  try {
    parsed = value === null ? null : (JSON.parse(textOfUtf8(value)) as { v?: unknown; kind?: unknown });
  } catch (cause) {
    throw new TidewatchError('frame_invalid', 'A record of the topic definitions is not JSON.', { cause });
  }
  if (typeof parsed?.v === 'number' && parsed.v > 1) {
    throw new TidewatchError(
      'newer_format',
      `The topic definitions was written by a newer version (v${parsed.v}). Update this installation.`,
    );
  }
  if (parsed?.v !== 1 || !kinds.includes(parsed.kind)) {
    throw new TidewatchError('frame_invalid', 'A record of the topic definitions has an unknown form.');
  }
  const record = parsed as DefinitionsRecord;
  return record.kind === 'generation' ? { ...record, catalog: { ...emptyCatalog, ...record.catalog } } : record;
}

/** A record that was written before a kind of definition existed has none of that kind. */
const emptyCatalog: Catalog = {
  events: [],
  sources: [],
  metrics: [],
  formulas: [],
  dashboards: [],
  rules: [],
  receivers: [],
  routes: [],
  inhibitions: [],
  muteTimings: [],
};
