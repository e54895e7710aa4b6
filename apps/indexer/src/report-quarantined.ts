import type { QuarantineRecord } from '@tidewatch/contract/operations/quarantine';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Quarantined } from '@tidewatch/core/ports/metric-store';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';

/** Reasons that are remembered as said; after so many they are said again. */
const saidMax = 10_000;

/**
 * Counts what the store refused for good, and says each metric and reason once: to the log, and to the topic `operations`, where the
 * gateway learns that the metric is not healthy.
 */
export function reportQuarantined(
  log: Pick<EventLog, 'append'>,
  telemetry: Telemetry,
  nowMs: () => number,
): (quarantined: readonly Quarantined[]) => Promise<void> {
  const said = new Set<string>();
  return async (quarantined) => {
    const records: QuarantineRecord[] = [];
    for (const { metric, reason, documents } of summed(quarantined)) {
      telemetry.count('quarantined', documents, { metric });
      const key = `${metric} ${reason}`;
      if (said.has(key)) continue;
      if (said.size >= saidMax) said.clear();
      said.add(key);
      telemetry.log('error', 'The metric store refused documents for good; their metric is not healthy.', {
        metric,
        reason,
        documents,
      });
      records.push({ v: 1, kind: 'quarantine', metric, reason, documents, at: nowMs() });
    }
    if (records.length === 0) return;
    await log.append(
      'operations',
      records.map((record) => ({ key: record.metric, value: JSON.stringify(record), partition: 0 })),
    );
  };
}

function summed(quarantined: readonly Quarantined[]): (Quarantined & { documents: number })[] {
  const byReason = new Map<string, Quarantined & { documents: number }>();
  for (const { metric, reason } of quarantined) {
    const key = `${metric} ${reason}`;
    const known = byReason.get(key);
    if (known === undefined) byReason.set(key, { metric, reason, documents: 1 });
    else known.documents += 1;
  }
  return [...byReason.values()];
}
