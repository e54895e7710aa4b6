import type { Point, Series, SeriesAnswer } from '@tidewatch/contract/queries';
import type { LiveUpdate, SubscribeAck } from '@tidewatch/contract/socket';

type Start = Exclude<SubscribeAck, { error: unknown }>;

/** A subscriber in its plainest form: takes the snapshot, then each change; a gap in the numbers is a fault. */
export class ClientModel {
  #answer: SeriesAnswer;
  #seq: number;
  updates = 0;

  constructor({ seq, snapshot }: Start) {
    if (snapshot.kind !== 'series') throw new Error(`a series was asked for, not ${snapshot.kind}`);
    this.#answer = snapshot.answer;
    this.#seq = seq;
  }

  answer(): SeriesAnswer {
    return this.#answer;
  }

  take({ seq, asOf, changes, snapshot }: LiveUpdate): void {
    this.updates++;
    if (snapshot?.kind === 'series') this.#answer = snapshot.answer;
    else if (seq !== this.#seq + 1) throw new Error(`message ${seq} came after ${this.#seq}`);
    this.#seq = seq;
    this.#answer = { ...this.#answer, asOf };
    if (changes?.kind !== 'series') return;
    const { from = this.#answer.from, to = this.#answer.to, compareFrom = Number.NEGATIVE_INFINITY, history } = changes;
    const shiftMs = this.#answer.compare?.[0]?.shiftMs ?? 0;
    const series = applied(
      this.#answer.series,
      changes.series.filter((change) => change.compare !== true),
      from,
    );
    const compare = applied(
      this.#answer.compare ?? [],
      changes.series.filter((change) => change.compare === true),
      compareFrom,
    );
    this.#answer = {
      ...this.#answer,
      from,
      to,
      history,
      series,
      ...(this.#answer.compare === undefined ? {} : { compare: compare.map((one) => ({ ...one, shiftMs })) }),
    };
  }
}

function applied<One extends Series>(before: readonly One[], changes: readonly Series[], from: number): One[] {
  const series = new Map(before.map((one) => [JSON.stringify(one.group), one]));
  for (const { group, points, total } of changes) {
    const known = series.get(JSON.stringify(group));
    const merged = new Map<number, Point>([...(known?.points ?? []), ...points].map((point) => [point[0], point]));
    series.set(JSON.stringify(group), {
      ...known,
      group,
      points: [...merged.values()].toSorted(([left], [right]) => left - right),
      total,
    } as unknown as One);
  }
  return [...series.values()].map((one) => ({ ...one, points: one.points.filter(([time]) => time >= from) }));
}
