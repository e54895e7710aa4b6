import type { CloudEvent } from '@tidewatch/contract';
import type { Incident } from './incidents.ts';
import type { SeededRandom } from './seeded-random.ts';

/** One event of a flow before it is written as a CloudEvent. Time is epoch ms. */
export interface PlannedEvent {
  readonly time: number;
  readonly event: CloudEvent;
}

/** What a flow needs to know of its surroundings. */
export interface FlowStart {
  readonly random: SeededRandom;
  /** Unique and stable. */
  readonly id: string;
  readonly time: number;
  readonly incidents: readonly Incident[];
}

/** Writes one event; `source` says on which simulated service it happened. */
export function planned(
  source: string,
  type: string,
  subject: string,
  time: number,
  data: Record<string, unknown>,
): PlannedEvent {
  const at = Math.floor(time);
  const id = `${subject}/${type.slice(type.indexOf('.') + 1)}`;
  return {
    time: at,
    event: {
      specversion: '1.0',
      id,
      source: `simulator/${source}`,
      type,
      time: new Date(at).toISOString(),
      subject,
      data,
    },
  };
}

/** Rupiah amounts end in round hundreds. */
export function rupiah(random: SeededRandom, low: number, high: number): number {
  return Math.round((low * (high / low) ** random.next()) / 500) * 500;
}
