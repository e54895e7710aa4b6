import type { CloudEvent } from '@tidewatch/contract';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Platform } from '../../simulator/create-platform.ts';
import { writeRange, type DemoIdentity } from './demo-ledger.ts';
import type { Range } from './ranges.ts';

const batchEvents = 1_000;

export interface FillOptions {
  readonly log: EventLog;
  readonly platform: Platform;
  readonly identity: DemoIdentity;
  readonly signal: AbortSignal;
  /** Resolves when the processor has room: live traffic must not queue behind history. */
  readonly whenReady: () => Promise<void>;
  /** Told after each span: share done, 0 … 1. */
  readonly onProgress: (share: number) => void;
}

/** Appends the events of each span, marked as imported, in the order given. Stops between batches when told to. */
export async function fillHistory(ranges: readonly Range[], options: FillOptions): Promise<void> {
  const { log, platform, identity, signal, whenReady, onProgress } = options;
  for (const [index, range] of ranges.entries()) {
    let batch: CloudEvent[] = [];
    for (const event of platform.eventsBetween(range.from, range.to)) {
      batch.push({ ...event, imported: true });
      if (batch.length < batchEvents) continue;
      await whenReady();
      if (signal.aborted) return;
      await appendEvents(log, batch);
      batch = [];
    }
    await appendEvents(log, batch);
    if (signal.aborted) return;
    await writeRange(log, identity, range);
    onProgress((index + 1) / ranges.length);
  }
}

/** Appends simulated events as the HTTP door would. */
export async function appendEvents(log: EventLog, events: readonly CloudEvent[]): Promise<void> {
  if (events.length === 0) return;
  await log.append(
    'events',
    events.map((event) => ({ key: event.subject ?? event.id, value: JSON.stringify(event) })),
  );
}
