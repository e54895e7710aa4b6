import { eventTimeMsMin, futureMsMax, type Event } from '@tidewatch/contract/events';
import type { LiveView } from '@tidewatch/core/live/view/live-view';
import type { Clock } from '@tidewatch/core/ports/clock';

const lookEveryMs = 30_000;
const eventsLookedAt = 20;
const sourcePrefix = 'simulator/';

/** Whether numbers rest on events that were made up: said by the one who started, or seen in the events themselves. */
export class SimulationWatch {
  readonly #view: LiveView;
  readonly #clock: Clock;
  readonly #told: boolean;
  readonly #timer: ReturnType<typeof setInterval>;
  #seen = false;

  constructor(view: LiveView, clock: Clock, told: boolean) {
    this.#view = view;
    this.#clock = clock;
    this.#told = told;
    this.#timer = setInterval(() => void this.#look(), lookEveryMs);
    this.#timer.unref();
    void this.#look();
  }

  get simulated(): boolean {
    return this.#told || this.#seen;
  }

  see({ source }: Event): void {
    if (source.startsWith(sourcePrefix)) this.#seen = true;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.simulated) return;
    const query = {
      types: [],
      where: {},
      fromMs: eventTimeMsMin,
      toMs: this.#clock.now() + 2 * futureMsMax,
      after: null,
      limit: eventsLookedAt,
    };
    // A store that is away says nothing; the next look asks again.
    const page = await this.#view.store.searchEvents(query, { rows: {}, showPii: false }).catch(() => null);
    for (const { event } of page?.events ?? []) this.see(event);
  }
}
