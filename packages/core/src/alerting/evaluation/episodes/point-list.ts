import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { firingSide, worseOf, type FiringSide } from '../../rules/firing-side.ts';

/** More points than any screen has pixels. */
const pointsMax = 1_440;

type Point = readonly [epochMs: number, value: number | null];

/** The values of a backtest, thinned so that what is furthest to the side on which the rule fires stays: a threshold can be drawn over them. */
export class PointList {
  readonly points: Point[] = [];
  readonly #side: FiringSide;
  readonly #bucketMs: number;
  #bucket = Number.NaN;

  constructor(rule: Pick<Rule, 'good' | 'when' | 'stepMs'>, from: number, to: number) {
    const { stepMs } = rule;
    this.#side = firingSide(rule);
    this.#bucketMs = Math.max(stepMs, Math.ceil((to - from) / pointsMax / stepMs) * stepMs);
  }

  add(at: number, value: number | null): void {
    const bucket = Math.ceil(at / this.#bucketMs);
    const last = this.points.at(-1);
    if (bucket !== this.#bucket || last === undefined) {
      this.#bucket = bucket;
      this.points.push([at, value]);
    } else if (value !== null && value !== last[1] && worseOf(this.#side, last[1], value) === value) {
      this.points[this.points.length - 1] = [at, value];
    }
  }
}
