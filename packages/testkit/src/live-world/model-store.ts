import { TidewatchError } from '@tidewatch/contract/errors';
import type { Access } from '@tidewatch/contract/access';
import { CellsModel } from '../metric-store-suite/model/cells-model.ts';
import { measureOf } from '@tidewatch/core/measures/measure-of';
import type {
  EventsPage,
  IndexedEvent,
  PartialsWrite,
  StoreEventsQuery,
  SliceProgress,
  SliceRange,
  StoreSeries,
  StoreSeriesQuery,
  StoreSlicesQuery,
  StoreSliceState,
} from '@tidewatch/core/ports/metric-store';
import type { StoreReads } from '@tidewatch/core/live/view/store-watch';

/** A store in its plainest form, which a test can take away, and which shows nothing before it is refreshed. */
export class ModelStore implements StoreReads {
  away = false;
  /** What `searchEvents` finds, by type alone. */
  events: readonly IndexedEvent[] = [];
  /** Name of the store; null before somebody prepares it. */
  name: string | null = null;
  /** Runs while a series read is under way. */
  duringSeries: () => void = () => undefined;
  #written: PartialsWrite[] = [];
  #visible: PartialsWrite[] = [];
  #model = new CellsModel();

  upsert(writes: readonly PartialsWrite[]): void {
    this.#written.push(...writes);
  }

  async identity(): Promise<string | null> {
    this.#refuse();
    return this.name;
  }

  /** Everything is gone, also the name. */
  lose(): void {
    this.name = null;
    this.#written = [];
    this.#visible = [];
    this.#model = new CellsModel();
  }

  async refresh(): Promise<void> {
    this.#refuse();
    const fresh = this.#written.slice(this.#visible.length);
    this.#model.upsert(fresh);
    this.#visible = [...this.#written];
  }

  async progress(): Promise<readonly SliceProgress[]> {
    this.#refuse();
    const newest = new Map<string, SliceProgress>();
    for (const { progress } of this.#visible) {
      if (progress === null) continue;
      const key = JSON.stringify([progress.generation, progress.topic, progress.epoch, progress.partition]);
      const known = newest.get(key);
      if (
        known === undefined ||
        known.slice < progress.slice ||
        (known.slice === progress.slice && known.through <= progress.through)
      )
        newest.set(key, progress);
    }
    return [...newest.values()];
  }

  async *partials(slices: readonly SliceRange[]): AsyncIterable<PartialsWrite> {
    this.#refuse();
    for (const write of this.#visible) {
      const isAsked = slices.some(
        ({ generation, topic, epoch, partition, from, below }) =>
          generation === write.generation &&
          topic === write.topic &&
          epoch === write.epoch &&
          partition === write.partition &&
          from <= write.slice &&
          write.slice < below,
      );
      if (isAsked) yield { ...write, progress: null };
    }
  }

  async series(query: StoreSeriesQuery, access: Access): Promise<readonly StoreSeries[]> {
    this.#refuse();
    const measure = measureOf(query.metric);
    const found = [...this.#model.series(query, access)].map(([group, states]) => ({
      group: JSON.parse(group) as string[],
      states: states.map((state) => (state === undefined ? undefined : measure.decode(state))),
    }));
    this.duringSeries();
    return found;
  }

  async sliceStates(query: StoreSlicesQuery, access: Access): Promise<readonly StoreSliceState[]> {
    this.#refuse();
    return this.#model.sliceStates(query, access);
  }

  async searchEvents({ types, limit }: StoreEventsQuery): Promise<EventsPage> {
    this.#refuse();
    const found = this.events.filter(({ event }) => types.length === 0 || types.includes(event.type));
    return { events: found.toSorted((left, right) => right.event.time - left.event.time).slice(0, limit), next: null };
  }

  #refuse(): void {
    if (this.away) throw new TidewatchError('store_unavailable', 'The metric store does not answer.', { retry: true });
  }
}
