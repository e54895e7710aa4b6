import type { CloudEvent } from '@tidewatch/contract';
import { consultationFlow } from './consultation-flow.ts';
import { dailyShape } from './daily-shape.ts';
import type { FlowStart, PlannedEvent } from './flow.ts';
import { incidentsBetween } from './incidents.ts';
import { orderFlow } from './order-flow.ts';
import { SeededRandom } from './seeded-random.ts';
import { appointmentFlow, claimFlow, labTestFlow } from './service-flows.ts';

export interface PlatformOptions {
  readonly seed: number;
  /** Events a second, averaged over a week. */
  readonly ratePerSecond: number;
}

export interface Platform {
  /**
   * The events with `from` ≤ time < `to` (epoch ms), in order of time. Equal whatever calls the time is cut into; equal seeds and
   * rates give equal events with equal ids.
   */
  eventsBetween(from: number, to: number): Iterable<CloudEvent>;
}

interface FlowKind {
  readonly prefix: string;
  readonly flow: (start: FlowStart) => readonly PlannedEvent[];
  /** Share of all events, and how many events one flow brings on average. */
  readonly share: number;
  readonly eventsPerFlow: number;
}

/** `eventsPerFlow` as measured over four weeks (see the test of the rate). */
const kinds: readonly FlowKind[] = [
  { prefix: 'ord', flow: orderFlow, share: 0.6, eventsPerFlow: 3.01 },
  { prefix: 'con', flow: consultationFlow, share: 0.22, eventsPerFlow: 2.94 },
  { prefix: 'apt', flow: appointmentFlow, share: 0.08, eventsPerFlow: 1 },
  { prefix: 'lab', flow: labTestFlow, share: 0.06, eventsPerFlow: 1 },
  { prefix: 'clm', flow: claimFlow, share: 0.04, eventsPerFlow: 1 },
];

/** Flows are made in chunks of this length, each from its own seed. */
const chunkMs = 5 * 60_000;
/** No flow lasts longer. */
const flowMsMax = 125 * 60_000;
/** Enough to go on hour by hour, forwards or backwards, and make nearly every chunk once. */
const chunksKept = (flowMsMax + 2 * 60 * 60_000) / chunkMs;

/** A made-up health platform: pharmacy orders, teleconsultations, appointments, laboratory tests, insurance claims. */
export function createPlatform(options: PlatformOptions): Platform {
  const chunks = new Map<number, readonly PlannedEvent[]>();
  const chunkOf = (number: number): readonly PlannedEvent[] => {
    const chunk = chunks.get(number) ?? makeChunk(options, number);
    // The one that was not used for longest comes first.
    chunks.delete(number);
    chunks.set(number, chunk);
    if (chunks.size > chunksKept) chunks.delete(chunks.keys().next().value!);
    return chunk;
  };
  return {
    *eventsBetween(from, to) {
      for (let start = from; start < to; start = nextBorder(start, to))
        yield* eventsOf(chunkOf, start, nextBorder(start, to));
    },
  };
}

/** Work goes on chunk by chunk, so that a long history needs little memory. */
function nextBorder(from: number, to: number): number {
  return Math.min(to, (Math.floor(from / chunkMs) + 1) * chunkMs);
}

function eventsOf(
  chunkOf: (number: number) => readonly PlannedEvent[],
  from: number,
  to: number,
): readonly CloudEvent[] {
  const last = Math.floor((to - 1) / chunkMs);
  const found: PlannedEvent[] = [];
  for (let number = Math.floor((from - flowMsMax) / chunkMs); number <= last; number += 1) {
    const chunk = chunkOf(number);
    for (let index = firstAt(chunk, from); index < chunk.length && chunk[index]!.time < to; index += 1)
      found.push(chunk[index]!);
  }
  return found.toSorted(byTime).map(({ event }) => event);
}

/** Index of the first event at or after a time. */
function firstAt(chunk: readonly PlannedEvent[], time: number): number {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (chunk[middle]!.time < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function makeChunk({ seed, ratePerSecond }: PlatformOptions, number: number): readonly PlannedEvent[] {
  const random = new SeededRandom(seed, number);
  const start = number * chunkMs;
  const busy = dailyShape(start + chunkMs / 2);
  const near = incidentsBetween(seed, start, start + chunkMs);
  const events: PlannedEvent[] = [];
  for (const { prefix, flow, share, eventsPerFlow } of kinds) {
    const flows = random.arrivals((ratePerSecond * (chunkMs / 1000) * busy * share) / eventsPerFlow);
    for (let index = 0; index < flows; index += 1) {
      const time = start + random.next() * chunkMs;
      const id = `${prefix}-${number.toString(36)}-${index.toString(36)}`;
      events.push(...flow({ random, id, time, incidents: near.filter(({ from, to }) => time >= from && time < to) }));
    }
  }
  return events.toSorted(byTime);
}

function byTime(left: PlannedEvent, right: PlannedEvent): number {
  return left.time - right.time || (left.event.id < right.event.id ? -1 : 1);
}
