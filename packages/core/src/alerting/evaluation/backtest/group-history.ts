import type { Group } from '@tidewatch/contract/frames';
import type { Measure } from '../../../measures/measure.ts';
import type { GroupStates } from '../../../query/series/columns.ts';
import { SlidingMerge } from './sliding-merge.ts';

/** One group as a backtest goes through time: the states of its window, and the values that windows had before. */
export class GroupHistory {
  readonly group: Group;
  /** End of the newest cell with data, epoch ms. */
  lastDataAt = Number.NEGATIVE_INFINITY;
  readonly #windows: readonly SlidingMerge[];
  /** Value of the window at each step; NaN for none. Null where nobody looks back. */
  readonly #values: Float64Array | null;

  constructor(group: Group, windowSteps: number, measures: readonly Measure[], steps: number | null) {
    this.group = group;
    this.#windows = measures.map((measure) => new SlidingMerge(windowSteps, measure));
    this.#values = steps === null ? null : new Float64Array(steps).fill(Number.NaN);
  }

  /** Takes the states of the next step. */
  push(states: GroupStates['states'] | undefined): void {
    this.#windows.forEach((window, input) => window.push(states?.[input]));
  }

  /** Whether the window holds anything. */
  get hasData(): boolean {
    return this.#windows.some(({ present }) => present > 0);
  }

  /** States over the window, one for each input; undefined without data. */
  get states(): GroupStates['states'] | undefined {
    return this.hasData ? this.#windows.map(({ value }) => value) : undefined;
  }

  remember(step: number, value: number | null): void {
    if (this.#values !== null) this.#values[step] = value ?? Number.NaN;
  }

  /** The value at an earlier step; null where there was none or it was not reached. */
  valueAt(step: number): number | null {
    const value = this.#values?.[step];
    return value === undefined || Number.isNaN(value) ? null : value;
  }
}
