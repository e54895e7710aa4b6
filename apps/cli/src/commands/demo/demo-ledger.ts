import { readWholeTopic } from '@tidewatch/core/definitions/read-topic';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Range } from './ranges.ts';

/** A span of simulated time that is in the log. Kept in `operations`, so that a restart fills only what is missing. */
interface DemoRecord extends Range {
  readonly v: 1;
  readonly kind: 'demo-range';
  readonly seed: number;
  readonly ratePerSecond: number;
}

export interface DemoIdentity {
  readonly seed: number;
  readonly ratePerSecond: number;
}

/** The spans that an earlier run with the same seed and rate wrote. */
export async function readRanges(log: EventLog, { seed, ratePerSecond }: DemoIdentity): Promise<readonly Range[]> {
  const records = await readWholeTopic(log, 'operations');
  return records.flatMap(({ record }) => {
    const parsed =
      record.value === null ? null : (JSON.parse(Buffer.from(record.value).toString()) as Partial<DemoRecord>);
    if (parsed?.kind !== 'demo-range' || parsed.v !== 1) return [];
    return parsed.seed === seed && parsed.ratePerSecond === ratePerSecond
      ? [{ from: parsed.from!, to: parsed.to! }]
      : [];
  });
}

/** Remembers a span. Call it after its events are durable. */
export async function writeRange(
  log: EventLog,
  { seed, ratePerSecond }: DemoIdentity,
  { from, to }: Range,
): Promise<void> {
  const record: DemoRecord = { v: 1, kind: 'demo-range', seed, ratePerSecond, from, to };
  await log.append('operations', [{ key: null, value: JSON.stringify(record), partition: 0 }]);
}
