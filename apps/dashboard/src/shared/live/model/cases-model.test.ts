import type { CaseRow } from '@tidewatch/contract/operations/cases';
import type { CasesSnapshot, LiveChanges } from '@tidewatch/contract/socket';
import { expect, it } from 'vitest';
import { CaseChangesModel } from './case-changes-model.ts';
import { CasesModel } from './cases-model.ts';
import { LatestModel } from './latest-model.ts';

const rina = { id: 'person-rina', name: 'Rina' };
const summary = (key: string, claimed: boolean) => ({
  key,
  claim: claimed ? { by: rina, at: 5 } : null,
  outcome: null,
  comments: 0,
  firstAt: 5,
  lastAt: 5,
});
const row = (key: string, minute: number, claimed = false): CaseRow => ({
  event: {
    key,
    topic: 'events',
    partition: 0,
    offset: minute,
    id: key,
    source: 'shop',
    type: 'order.cancelled',
    time: new Date(minute * 60_000).toISOString(),
    appendedAt: new Date(minute * 60_000).toISOString(),
    subject: key,
    data: {},
  },
  case: claimed ? summary(key, true) : null,
});
const counts = { open: 3, free: 3, claimed: 0, over: 0, doneToday: 0, medianContactMs: null, byPerson: {} };
const rest = { truncated: false, history: 'available' } as const;
const snapshot: CasesSnapshot = { kind: 'cases', rows: [row('a', 1), row('b', 2), row('c', 3)], counts, ...rest };
const changes = (rows: readonly CaseRow[], gone: readonly string[] = []): LiveChanges => ({
  kind: 'cases',
  rows,
  gone,
  counts: { ...counts, free: 2 },
  ...rest,
});
const keys = (model: CasesModel) => model.read()?.rows.map(({ event }) => event.key);

it('a queue stays in the order of the server: free ones first, then the oldest', () => {
  const model = new CasesModel('open');
  model.replace(snapshot);
  model.apply(changes([row('a', 1, true), row('d', 0)], ['c']));
  expect(keys(model)).toEqual(['d', 'b', 'a']);
  expect(model.read()?.counts.free).toBe(2);
});

it('a queue holds no more rows than were asked for', () => {
  const model = new CasesModel('open', 3);
  model.replace(snapshot);
  model.apply(changes([row('z', 0)]));
  expect(keys(model)).toEqual(['z', 'a', 'b']);
});

it('changes before the first snapshot are nothing', () => {
  const model = new CasesModel('open');
  model.apply(changes([row('a', 1)]));
  expect(model.empty).toBe(true);
});

it('the newest change of a case stands first, each case once', () => {
  const model = new CaseChangesModel();
  model.replace({ kind: 'case-changes', cases: [summary('a', false), summary('b', false)] });
  model.apply({ kind: 'case-changes', cases: [summary('b', true)] });
  expect(model.read()?.cases.map(({ key, claim }) => [key, claim?.by.name])).toEqual([
    ['b', 'Rina'],
    ['a', undefined],
  ]);
});

it('presence is what was said last', () => {
  const model = new LatestModel('presence');
  expect(model.empty).toBe(true);
  model.replace({ kind: 'presence', looking: [{ key: 'a', person: rina, since: 1 }] });
  model.apply({ kind: 'presence', looking: [] });
  expect(model.read()).toEqual({ kind: 'presence', looking: [] });
});
