import type { NamedGroup } from './group-names.ts';

const slotsAtStart = 256;

/**
 * Numbers the (window, group) pairs of one grain that a slice has seen: one table for all metrics with equal dimensions, so that an
 * event is looked up once however many of them count it. Open addressing, half full at most.
 */
export class CellRows {
  readonly #grainMs: number;
  readonly #groups: NamedGroup[] = [];
  readonly #places: number[] = [];
  /** Start of each window, epoch milliseconds, in the order in which they were first seen. */
  readonly #windows: number[] = [];
  readonly #placeOfWindow = new Map<number, number>();
  /** Row + 1; 0 means empty. */
  #slots = new Int32Array(slotsAtStart);
  #mask = slotsAtStart - 1;
  #lastWindow = Number.NaN;
  #lastPlace = -1;
  #lastTime = Number.NaN;
  #lastGroup: NamedGroup | null = null;
  #lastRow = -1;

  constructor(grainMs: number) {
    this.#grainMs = grainMs;
  }

  /** The row of a group in the window that holds a time (epoch milliseconds). */
  rowAt(time: number, named: NamedGroup): number {
    // The metrics of one event ask one after another.
    if (named === this.#lastGroup && time === this.#lastTime) return this.#lastRow;
    const sinceLast = time - this.#lastWindow;
    if (!(sinceLast >= 0 && sinceLast < this.#grainMs)) this.#enter(Math.floor(time / this.#grainMs) * this.#grainMs);
    this.#lastTime = time;
    this.#lastGroup = named;
    this.#lastRow = this.rowOf(this.#lastPlace, named);
    return this.#lastRow;
  }

  /** The row of a group in the window at a place. */
  rowOf(place: number, named: NamedGroup): number {
    let slot = this.#slotOf(place, named.number);
    for (;;) {
      const row = this.#slots[slot]! - 1;
      if (row < 0) return this.#add(slot, place, named);
      if (this.#groups[row] === named && this.#places[row] === place) return row;
      slot = (slot + 1) & this.#mask;
    }
  }

  group(row: number): NamedGroup {
    return this.#groups[row]!;
  }

  /** Place of the row's window among the windows of the slice. */
  place(row: number): number {
    return this.#places[row]!;
  }

  /** Start of the row's window, epoch milliseconds. */
  window(row: number): number {
    return this.#windows[this.#places[row]!]!;
  }

  #enter(window: number): void {
    let place = this.#placeOfWindow.get(window);
    if (place === undefined) {
      place = this.#windows.length;
      this.#windows.push(window);
      this.#placeOfWindow.set(window, place);
    }
    this.#lastWindow = window;
    this.#lastPlace = place;
  }

  #slotOf(place: number, number: number): number {
    const mixed = Math.imul(number ^ Math.imul(place, 0x85ebca6b), 0x9e3779b1);
    return (mixed ^ (mixed >>> 15)) & this.#mask;
  }

  #add(slot: number, place: number, named: NamedGroup): number {
    const row = this.#groups.length;
    this.#groups.push(named);
    this.#places.push(place);
    this.#slots[slot] = row + 1;
    if (this.#groups.length * 2 > this.#mask) this.#grow();
    return row;
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 2);
    this.#mask = this.#slots.length - 1;
    for (let row = 0; row < this.#groups.length; row += 1) {
      let slot = this.#slotOf(this.#places[row]!, this.#groups[row]!.number);
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = row + 1;
    }
  }
}
