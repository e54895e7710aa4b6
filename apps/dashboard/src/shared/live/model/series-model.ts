import type { Series, SeriesAnswer } from '@tidewatch/contract/queries';
import type { LiveChanges, LiveSnapshot, SeriesSnapshot } from '@tidewatch/contract/socket';
import { mergePoints } from './merge-points.ts';

type KnownSeries = Series & { readonly shiftMs: number };

const keyOf = (group: Series['group']) =>
  JSON.stringify(Object.entries(group).sort(([one], [other]) => (one < other ? -1 : 1)));

const byGroup = (series: readonly (Series & { readonly shiftMs?: number })[]) =>
  new Map(series.map((one): [string, KnownSeries] => [keyOf(one.group), { ...one, shiftMs: one.shiftMs ?? 0 }]));

const dropBefore = (series: Map<string, KnownSeries>, fromMs: number | undefined) => {
  if (fromMs === undefined) return;
  for (const [key, known] of series) series.set(key, { ...known, points: mergePoints(known.points, [], fromMs) });
};

/** The answer of one series query. Points that a change names replace those of the same time; those that slid out of the range go. */
export class SeriesModel {
  #answer: SeriesAnswer | null = null;
  #series = new Map<string, KnownSeries>();
  #compare = new Map<string, KnownSeries>();

  get empty(): boolean {
    return this.#answer === null;
  }

  replace(snapshot: LiveSnapshot): void {
    if (snapshot.kind !== 'series') return;
    this.#answer = snapshot.answer;
    this.#series = byGroup(snapshot.answer.series);
    this.#compare = byGroup(snapshot.answer.compare ?? []);
  }

  apply(changes: LiveChanges): void {
    const answer = this.#answer;
    if (changes.kind !== 'series' || answer === null) return;
    const { history, from = answer.from, to = answer.to } = changes;
    this.#answer = { ...answer, history, from, to };
    dropBefore(this.#series, changes.from);
    dropBefore(this.#compare, changes.compareFrom);
    const shiftMs = this.#compare.values().next().value?.shiftMs ?? 0;
    for (const { group, points, total, compare } of changes.series) {
      const target = compare === true ? this.#compare : this.#series;
      const key = keyOf(group);
      const known = target.get(key) ?? { group, points: [], total: null, shiftMs: compare === true ? shiftMs : 0 };
      target.set(key, { ...known, total, points: mergePoints(known.points, points, undefined) });
    }
  }

  read(): SeriesSnapshot | null {
    const answer = this.#answer;
    if (answer === null) return null;
    const series = [...this.#series.values()].map(({ group, points, total }) => ({ group, points, total }));
    const next = { ...answer, series };
    const compare = [...this.#compare.values()];
    return { kind: 'series', answer: answer.compare === undefined ? next : { ...next, compare } };
  }
}
