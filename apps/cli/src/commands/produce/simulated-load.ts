import type { CloudEvent } from '@tidewatch/contract';
import { createPlatform } from '../../simulator/create-platform.ts';
import { SeededRandom } from '../../simulator/seeded-random.ts';

export interface LoadOptions {
  readonly seed: number;
  /** Goes before every id, so that a second run is not taken for a repetition of the first. */
  readonly run: string;
  /** Share of the events that are sent a second time; kept to within one event, however short the run. */
  readonly duplicates: number;
  /** Events that are sent in all, repetitions among them: none is put off beyond the end. */
  readonly total: number;
  /** How far behind the time of sending an event's time may be. */
  readonly disorderMs: number;
}

interface Repetition {
  readonly event: CloudEvent;
  /** Events that are sent before it. */
  readonly after: number;
}

/** A slow platform run fast: at this rate hours of its life hold enough for a minute of heavy load, and memory stays small. */
const platformEventsPerSecond = 2;
const platformStartMs = Date.UTC(2026, 0, 5);
const repeatedWithin = 2_000;

/** The mix of the simulated platform as a stream without end, told the time by whoever sends it. Equal seeds give equal mixes. */
export class SimulatedLoad {
  duplicates = 0;
  readonly #options: LoadOptions;
  readonly #random: SeededRandom;
  readonly #events: Iterator<CloudEvent>;
  readonly #repetitions: Repetition[] = [];
  #sent = 0;
  /** Repetitions that the share promises of the events so far and that were not planned yet; below one but at the end. */
  #owed: number;

  constructor(options: LoadOptions) {
    const { seed } = options;
    this.#options = options;
    this.#random = new SeededRandom(seed, 41);
    this.#owed = this.#random.next();
    const platform = createPlatform({ seed, ratePerSecond: platformEventsPerSecond });
    this.#events = platform.eventsBetween(platformStartMs, Number.POSITIVE_INFINITY)[Symbol.iterator]();
  }

  /** The next event, as it is sent at `now` (epoch ms). */
  next(now: number): CloudEvent {
    const place = this.#sent++;
    const repetition = this.#due(place);
    if (repetition !== undefined) {
      this.duplicates += 1;
      return repetition.event;
    }
    const event = this.#sentAt(this.#events.next().value as CloudEvent, now);
    this.#owed += this.#options.duplicates;
    const room = this.#options.total - place - 1 - this.#repetitions.length;
    if (this.#owed >= 1 && room > 0) {
      this.#owed -= 1;
      this.#repetitions.push({ event, after: place + 1 + this.#random.below(Math.min(repeatedWithin, room)) });
    }
    return event;
  }

  /** Takes a repetition whose time has come, or for which there is just room before the end. */
  #due(place: number): Repetition | undefined {
    const isLastChance = this.#repetitions.length >= this.#options.total - place;
    const due = isLastChance ? 0 : this.#repetitions.findIndex(({ after }) => after <= place);
    return due < 0 ? undefined : this.#repetitions.splice(due, 1)[0];
  }

  #sentAt(event: CloudEvent, now: number): CloudEvent {
    const time = now - Math.floor(this.#random.next() * this.#options.disorderMs);
    const id = `${this.#options.run}/${event.id}`;
    const visitAt = event.data?.['visitAt'];
    if (typeof visitAt !== 'string') return { ...event, id, time: isoOf(time) };
    // A visit lies as far ahead as it did on the platform.
    const moved = isoOf(Date.parse(visitAt) - Date.parse(event.time) + time);
    return { ...event, id, time: isoOf(time), data: { ...event.data, visitAt: moved } };
  }
}

function isoOf(time: number): string {
  return new Date(time).toISOString();
}
