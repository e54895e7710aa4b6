import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { Event, IngestAnswer } from '@tidewatch/contract/events';
import { checkEventBytes } from '@tidewatch/core/decode/events/check-event';
import type { NewRecord } from '@tidewatch/core/ports/event-log';

/** Events that are checked in one turn of the event loop. */
const checkedPerTurn = 1_000;

/** A body after its events were checked. */
export interface TakenEvents {
  readonly records: readonly NewRecord[];
  readonly bytes: number;
  readonly rejected: IngestAnswer['rejected'];
}

type Check = ReturnType<typeof checkEventBytes>;

/** Checks events exactly as the processor will, and keeps their original bytes for the log. `see` is told of each usable event. */
export class EventTaker {
  readonly #see: (event: Event) => void;
  #catalog: Catalog | null = null;
  #check: Check | null = null;

  constructor(see: (event: Event) => void) {
    this.#see = see;
  }

  async take(parts: Iterable<Uint8Array>, catalog: Catalog, now: number): Promise<TakenEvents> {
    const check = this.#checkOf(catalog);
    const records: NewRecord[] = [];
    const rejected: { index: number; code: string; detail: string }[] = [];
    let bytes = 0;
    let index = 0;
    for (const part of parts) {
      const result = check(part, now);
      if (result.event === undefined) rejected.push({ index, code: result.code, detail: result.detail });
      else {
        this.#see(result.event);
        records.push({ key: result.event.subject ?? result.event.id, value: part });
        bytes += part.length;
      }
      index++;
      if (index % checkedPerTurn === 0) await nextTurn();
    }
    return { records, bytes, rejected };
  }

  #checkOf(catalog: Catalog): Check {
    if (this.#check === null || this.#catalog !== catalog) {
      this.#catalog = catalog;
      this.#check = checkEventBytes(catalog);
    }
    return this.#check;
  }
}
