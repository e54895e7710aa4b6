import { expect, test } from 'vitest';
import { RuleLife, type NewTransition } from './rule-life.ts';
import { minuteMs, readingOf, readings, ruleOf, secondMs } from './testing/rules.fixture.ts';

const start = Date.UTC(2026, 10, 21, 9);

/** One line of a timetable: at so many seconds the value is, and then the alert goes `from → to (cause)`. */
type Line = readonly [second: number, value: number | null, want?: string];

function told(transitions: readonly NewTransition[]): string | undefined {
  return transitions.map(({ from, to, cause }) => `${from} → ${to} (${cause})`).join(', ') || undefined;
}

function play(life: RuleLife, lines: readonly Line[]): void {
  for (const [second, value, want] of lines) {
    const transitions = life.evaluate(start + second * secondMs, readings(readingOf(value)));
    expect([second, value, told(transitions)]).toEqual([second, value, want]);
  }
}

test('pending → firing → resolved', () => {
  play(new RuleLife(ruleOf({ forMs: 20 * secondMs })), [
    [0, 5],
    [5, 11, 'inactive → pending (crossed)'],
    [15, 11],
    [24.999, 11],
    [25, 11, 'pending → firing (held)'],
    [30, 40],
    [35, 10, 'firing → resolved (cleared)'],
    [40, 10],
  ]);
});

test('pending → inactive: a crossing that does not last for as long as `for`', () => {
  play(new RuleLife(ruleOf({ forMs: 20 * secondMs })), [
    [0, 11, 'inactive → pending (crossed)'],
    [19.999, 10, 'pending → inactive (cleared)'],
    [25, 11, 'inactive → pending (crossed)'],
    [44, 11],
    [45, 11, 'pending → firing (held)'],
  ]);
});

test('`for: 0` fires at the crossing; a small one at the next evaluation', () => {
  play(new RuleLife(ruleOf()), [
    [0, 11, 'inactive → firing (crossed)'],
    [1, 10, 'firing → resolved (cleared)'],
    [2, 11, 'inactive → firing (crossed)'],
  ]);
  play(new RuleLife(ruleOf({ forMs: 1 })), [
    [0, 11, 'inactive → pending (crossed)'],
    [1, 11, 'pending → firing (held)'],
  ]);
});

test('a condition holds only while somebody looks: after a gap `for` begins anew, in the same episode', () => {
  const life = new RuleLife(ruleOf({ forMs: 5 * minuteMs }));
  play(life, [
    [0, 11, 'inactive → pending (crossed)'],
    [110, 11],
    [231, 11],
    [350, 11],
    [470, 11],
    [530.999, 11],
    [531, 11, 'pending → firing (held)'],
  ]);
  expect(life.active[0]?.activeSince).toBe(start);
});

test('whoever takes over goes on where it was seen to hold last', () => {
  const [pending] = new RuleLife(ruleOf({ forMs: 5 * minuteMs })).evaluate(start, readings(readingOf(11)));
  const takeOver = (evaluatedAt: number | null) => {
    const life = new RuleLife(ruleOf({ forMs: 5 * minuteMs }));
    if (pending !== undefined) life.restore({ ...pending, recordedAt: start });
    if (evaluatedAt !== null) life.restoreEvaluated({ at: evaluatedAt, over: {} });
    return told(life.evaluate(start + 5 * minuteMs, readings(readingOf(11))));
  };
  expect(takeOver(start + 4 * minuteMs)).toBe('pending → firing (held)');
  expect(takeOver(start + minuteMs)).toBeUndefined();
  expect(takeOver(null)).toBeUndefined();
});

test('`keepFiring` goes on after a restart, and begins anew after a gap in which nobody looked', () => {
  const rule = ruleOf({ keepFiringMs: 5 * minuteMs });
  const first = new RuleLife(rule);
  const [fired] = first.evaluate(start, readings(readingOf(11)));
  first.evaluate(start + minuteMs, readings(readingOf(3)));
  first.evaluate(start + 4 * minuteMs, readings(readingOf(3)));
  const { mark } = first;
  expect(mark).toEqual({ at: start + 4 * minuteMs, over: { [fired?.id ?? '']: start + 4 * minuteMs } });
  const restored = (at: number) => {
    const life = new RuleLife(rule);
    if (fired !== undefined) life.restore({ ...fired, recordedAt: start });
    life.restoreEvaluated({ at, over: { [fired?.id ?? '']: start + minuteMs } });
    return life;
  };
  const soon = restored(start + 5 * minuteMs);
  expect(told(soon.evaluate(start + 6 * minuteMs - 1, readings(readingOf(3))))).toBeUndefined();
  expect(told(soon.evaluate(start + 6 * minuteMs, readings(readingOf(3))))).toBe('firing → resolved (cleared)');
  const late = restored(start + 2 * minuteMs);
  expect(told(late.evaluate(start + 6 * minuteMs, readings(readingOf(3))))).toBeUndefined();
});

test('hysteresis: between `when` and `clear` nothing changes', () => {
  play(new RuleLife(ruleOf({ clear: 'value < 5' })), [
    [0, 7],
    [1, 11, 'inactive → firing (crossed)'],
    [2, 10],
    [3, 5],
    [4, 11],
    [5, 4, 'firing → resolved (cleared)'],
    [6, 7],
    [7, 10],
  ]);
});

test('`keepFiring`: it has to be over without a break', () => {
  play(new RuleLife(ruleOf({ keepFiringMs: 10 * secondMs })), [
    [0, 11, 'inactive → firing (crossed)'],
    [5, 3],
    [14, 3],
    [14.5, 11],
    [15, 3],
    [24.999, 3],
    [25, 3, 'firing → resolved (cleared)'],
  ]);
});

test('`clear` and `keepFiring` together: a moment between the two begins the waiting anew', () => {
  play(new RuleLife(ruleOf({ clear: 'value < 5', keepFiringMs: 10 * secondMs })), [
    [0, 11, 'inactive → firing (crossed)'],
    [5, 3],
    [10, 7],
    [15, 3],
    [24, 3],
    [25, 3, 'firing → resolved (cleared)'],
  ]);
});

test('no number is no crossing, and does not end what fires by a `clear` of its own', () => {
  play(new RuleLife(ruleOf()), [
    [0, null],
    [1, 11, 'inactive → firing (crossed)'],
    [2, null, 'firing → resolved (cleared)'],
  ]);
  play(new RuleLife(ruleOf({ clear: 'value < 5' })), [
    [1, 11, 'inactive → firing (crossed)'],
    [2, null],
    [3, 0, 'firing → resolved (cleared)'],
  ]);
});

test('`minCount`: one of two is no alarm', () => {
  const life = new RuleLife(ruleOf({ when: 'value > 0.4', minCount: 10 }));
  expect(life.evaluate(start, readings(readingOf(0.5, { count: 2 })))).toEqual([]);
  expect(life.evaluate(start + 1, readings(readingOf(0.5, { count: 9 })))).toEqual([]);
  expect(told(life.evaluate(start + 2, readings(readingOf(0.5, { count: 10 }))))).toBe('inactive → firing (crossed)');
});

test('`noData: keep` holds the state; `ignore` reads zero', () => {
  const kept = new RuleLife(ruleOf({ noData: 'keep' }));
  const silent = readings(readingOf(0, { hasData: false }));
  kept.evaluate(start, readings(readingOf(11)));
  expect(kept.evaluate(start + minuteMs, silent)).toEqual([]);
  expect(told(kept.evaluate(start + 2 * minuteMs, readings(readingOf(1))))).toBe('firing → resolved (cleared)');
  const ignored = new RuleLife(ruleOf());
  ignored.evaluate(start, readings(readingOf(11)));
  expect(told(ignored.evaluate(start + minuteMs, silent))).toBe('firing → resolved (cleared)');
});

test('`noData: alert` fires after so long without data, once it was witnessed, and resolves with the first event', () => {
  const life = new RuleLife(ruleOf({ when: null, noData: 'alert', noDataMs: 5 * minuteMs }));
  const silentSince = (lastDataAt: number | null) => readings(readingOf(0, { hasData: false, lastDataAt }));
  expect(life.evaluate(start, silentSince(start - 10 * minuteMs))).toEqual([]);
  expect(life.evaluate(start + minuteMs - 1, silentSince(start - 10 * minuteMs))).toEqual([]);
  expect(told(life.evaluate(start + minuteMs, silentSince(start - 10 * minuteMs)))).toBe('inactive → firing (noData)');
  expect(life.evaluate(start + 2 * minuteMs, silentSince(null))).toEqual([]);
  expect(told(life.evaluate(start + 3 * minuteMs, readings(readingOf(1, { lastDataAt: start + 3 * minuteMs }))))).toBe(
    'firing → resolved (cleared)',
  );
  expect(life.evaluate(start + 8 * minuteMs - 1, silentSince(start + 3 * minuteMs))).toEqual([]);
  expect(told(life.evaluate(start + 8 * minuteMs, silentSince(start + 3 * minuteMs)))).toBe(
    'inactive → firing (noData)',
  );
});

test('a series that never spoke is silent for as long as somebody listens; a group that never spoke is not there', () => {
  const changes = { when: null, noData: 'alert', noDataMs: 5 * minuteMs } as const;
  const life = new RuleLife(ruleOf(changes));
  const never = readings(readingOf(null));
  for (let minute = 0; minute < 5; minute++) expect(life.evaluate(start + minute * minuteMs, never)).toEqual([]);
  expect(life.evaluate(start + 5 * minuteMs - 1, never)).toEqual([]);
  expect(told(life.evaluate(start + 5 * minuteMs, never))).toBe('inactive → firing (noData)');
  expect(life.evaluate(start + 6 * minuteMs, never)).toEqual([]);
  const grouped = new RuleLife(ruleOf({ ...changes, by: ['city'] }));
  for (let minute = 0; minute < 10; minute++)
    expect(grouped.evaluate(start + minute * minuteMs, readings(readingOf(null, { group: ['Medan'] })))).toEqual([]);
});

test('behind: a rule waits, or says so; what was known stays', () => {
  const waiting = new RuleLife(ruleOf());
  waiting.evaluate(start, readings(readingOf(11)));
  expect(waiting.evaluateBehind(start + 3_600_000, 3_600_000)).toEqual([]);
  expect(waiting.active).toHaveLength(1);
  const saying = new RuleLife(ruleOf({ behindMs: 2 * minuteMs, by: ['city'] }));
  expect(saying.evaluateBehind(start - 30_000, 90_000)).toEqual([]);
  expect(saying.evaluateBehind(start, 2 * minuteMs - 1)).toEqual([]);
  const [fired] = saying.evaluateBehind(start + 1, 2 * minuteMs);
  expect(fired).toMatchObject({
    from: 'inactive',
    to: 'firing',
    cause: 'behind',
    alert: { group: {}, evidence: { data: 'behind' } },
  });
  expect(saying.evaluateBehind(start + 2, 2 * minuteMs)).toEqual([]);
  expect(told(saying.evaluate(start + 3, readings()))).toBe('firing → resolved (cleared)');
});

test('lag that was there before anybody looked is believed only when it stays', () => {
  const life = new RuleLife(ruleOf({ behindMs: 2 * minuteMs }));
  expect(life.evaluateBehind(start, 3_600_000)).toEqual([]);
  expect(life.evaluateBehind(start + 29_999, 3_600_000)).toEqual([]);
  life.evaluate(start + 29_999, readings(readingOf(1)));
  expect(life.evaluateBehind(start + 60_000, 3_600_000)).toEqual([]);
  expect(told(life.evaluateBehind(start + 90_000, 3_600_000))).toBe('inactive → firing (behind)');
});

test('a number that cannot be had moves nothing', () => {
  const life = new RuleLife(ruleOf());
  life.evaluate(start, readings(readingOf(11)));
  expect(life.evaluate(start + 1, readings(readingOf(0, { isKnown: false })))).toEqual([]);
  expect(told(life.evaluate(start + 2, readings(readingOf(0))))).toBe('firing → resolved (cleared)');
});

test('groups live apart; one that vanishes reads zero; a new one comes in whatever order', () => {
  const life = new RuleLife(ruleOf({ by: ['city'] }));
  const of = (city: string, value: number) => readingOf(value, { group: [city] });
  const first = life.evaluate(start, readings(of('Bandung', 11), of('Jakarta', 3)));
  expect(first.map(({ alert }) => alert.group)).toEqual([{ city: 'Bandung' }]);
  const second = life.evaluate(start + 1, readings(of('Medan', 20), of('Jakarta', 30)));
  expect(second.map(({ alert, to }) => [alert.group['city'], to])).toEqual([
    ['Bandung', 'resolved'],
    ['Jakarta', 'firing'],
    ['Medan', 'firing'],
  ]);
});

test('labels: the rule’s own, the group, the rule’s name, the severity', () => {
  const life = new RuleLife(ruleOf({ by: ['city'], labels: { team: 'pharmacy' }, severity: 'critical' }));
  const [fired] = life.evaluate(start, readings(readingOf(11, { group: ['Medan'] })));
  expect(fired?.alert.labels).toEqual({ alertname: 'too_many', severity: 'critical', team: 'pharmacy', city: 'Medan' });
});

test('the peak is what is furthest to the side on which the rule fires', () => {
  const peaks = (good: 'up' | 'down', when: string, values: readonly number[]): unknown => {
    const life = new RuleLife(ruleOf({ good, when }));
    const all = values.flatMap((value, second) => life.evaluate(start + second, readings(readingOf(value))));
    return all.at(-1)?.alert.peak;
  };
  expect(peaks('down', 'value > 10', [11, 40, 20, 3])).toEqual({ value: 40, at: start + 1 });
  expect(peaks('up', 'value < 5', [4, 1, 2, 9])).toEqual({ value: 1, at: start + 1 });
  expect(peaks('up', 'value > 10', [11, 40, 20, 3])).toEqual({ value: 40, at: start + 1 });
  expect(peaks('down', 'value < 5', [4, 1, 2, 9])).toEqual({ value: 1, at: start + 1 });
});

test('flapping: the fourth fire within an hour says so; an hour of peace ends it', () => {
  const life = new RuleLife(ruleOf());
  const flags: boolean[] = [];
  const fireAt = (at: number): void => {
    const [fired] = life.evaluate(at, readings(readingOf(11)));
    flags.push(fired?.alert.flapping ?? false);
    life.evaluate(at + secondMs, readings(readingOf(1)));
  };
  for (const minute of [0, 10, 20, 30, 40, 140]) fireAt(start + minute * minuteMs);
  expect(flags).toEqual([false, false, false, true, true, false]);
});

test('episodes have ids of their own, the same in every process, also when two begin at one instant', () => {
  const run = () => {
    const life = new RuleLife(ruleOf());
    return [11, 1, 11, 1].flatMap((value) => life.evaluate(start, readings(readingOf(value)))).map(({ id }) => id);
  };
  const ids = run();
  expect(ids).toEqual(run());
  expect(new Set(ids).size).toBe(2);
  expect(ids[0]).toBe(ids[1]);
});

test('a rule that is gone ends what is active', () => {
  const life = new RuleLife(ruleOf({ by: ['city'], forMs: minuteMs }));
  const of = (city: string, value: number) => readingOf(value, { group: [city] });
  life.evaluate(start, readings(of('Bandung', 11)));
  life.evaluate(start + minuteMs, readings(of('Bandung', 11), of('Medan', 11)));
  expect(life.end(start + 2 * minuteMs).map(({ from, to, cause }) => [from, to, cause])).toEqual([
    ['firing', 'resolved', 'ruleGone'],
    ['pending', 'inactive', 'ruleGone'],
  ]);
});
