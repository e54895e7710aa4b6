import fc from 'fast-check';
import { expect, test } from 'vitest';
import { caseOperationsMax, type CaseAct, type CaseRecord } from '@tidewatch/contract/operations/cases';
import { caseRecord, dewi, rina } from './cases.fixture.ts';
import { foldCase, verdictOf, type FoldedCase } from './fold-case.ts';

function fold(records: readonly CaseRecord[]): FoldedCase {
  const folded = records.reduce<FoldedCase | null>((before, record) => foldCase(before, record), null);
  if (folded === null) throw new Error('nothing to fold');
  return folded;
}

const claim = { act: 'claim' } as const;

test('the first claim in the log wins, the second is told', () => {
  const folded = fold([caseRecord(claim, { request: 'a' }), caseRecord(claim, { request: 'b', by: dewi, minute: 2 })]);
  expect(folded.state.claim).toMatchObject({ by: rina });
  expect([verdictOf(folded, 'a'), verdictOf(folded, 'b')]).toEqual(['done', 'taken']);
  expect(folded.state.history).toHaveLength(1);
});

test('a claim of what one has already changes nothing but is no conflict', () => {
  const folded = fold([caseRecord(claim, { request: 'a' }), caseRecord(claim, { request: 'b', minute: 9 })]);
  expect(folded.state.claim?.at).toBe(caseRecord(claim).at);
  expect(verdictOf(folded, 'b')).toBe('done');
});

test('release and hand over hold only for who had it on the screen', () => {
  const release = { act: 'release', from: dewi.id } as const;
  const over = { act: 'hand-over', from: rina.id, to: dewi } as const;
  const folded = fold([
    caseRecord(claim, { request: 'a' }),
    caseRecord(release, { request: 'b' }),
    caseRecord(over, { request: 'c', by: dewi }),
    caseRecord(over, { request: 'd' }),
    caseRecord(release, { request: 'e', by: rina }),
  ]);
  expect(['a', 'b', 'c', 'd', 'e'].map((request) => verdictOf(folded, request))).toEqual([
    'done',
    'changed',
    'done',
    'changed',
    'done',
  ]);
  expect(folded.state.claim).toBeNull();
  expect(folded.state.history.map(({ act }) => act)).toEqual(['claim', 'hand-over', 'release']);
});

test('of two outcomes at once the first counts; it can be changed and taken back by who saw it', () => {
  const end = (outcome: string | null, was: string | null): CaseAct => ({ act: 'outcome', outcome, was });
  const folded = fold([
    caseRecord(end('called', null), { request: 'a' }),
    caseRecord(end('refunded', null), { request: 'b', by: dewi }),
    caseRecord(end('refunded', 'called'), { request: 'c', by: dewi, minute: 3 }),
  ]);
  expect(verdictOf(folded, 'b')).toBe('changed');
  expect(folded.state.outcome).toMatchObject({ name: 'refunded', by: dewi });
  expect(foldCase(folded, caseRecord(end(null, 'refunded'), { request: 'd' })).state.outcome).toBeNull();
});

test('a refused claim that comes again later is still refused', () => {
  const late = caseRecord(claim, { request: 'b', by: dewi });
  const folded = fold([
    caseRecord(claim, { request: 'a' }),
    late,
    caseRecord({ act: 'release', from: rina.id }, { request: 'c' }),
    late,
  ]);
  expect(folded.state.claim).toBeNull();
  expect(verdictOf(folded, 'b')).toBe('taken');
});

test('a case that is full takes nothing more, and says so', () => {
  const comments = Array.from({ length: caseOperationsMax + 1 }, (_, index) =>
    caseRecord({ act: 'comment', text: 'x' }, { request: `r${index}` }),
  );
  const folded = fold(comments);
  expect(folded.state.comments).toBe(caseOperationsMax);
  expect(verdictOf(folded, `r${caseOperationsMax}`)).toBe('full');
});

const people = [rina, dewi, { id: 'person-budi', name: 'Budi' }];
const holder = fc.constantFrom(...people.map(({ id }) => id));
const outcome = fc.option(fc.constantFrom('called', 'refunded'), { nil: null });
const anyAct: fc.Arbitrary<CaseAct> = fc.oneof(
  fc.constant<CaseAct>(claim),
  fc.record({ act: fc.constant('release' as const), from: holder }),
  fc.record({
    act: fc.constant('hand-over' as const),
    from: fc.option(holder, { nil: null }),
    to: fc.constantFrom(...people),
  }),
  fc.record({ act: fc.constant('comment' as const), text: fc.string() }),
  fc.record({ act: fc.constant('outcome' as const), outcome, was: outcome }),
);
const anyLog = fc
  .array(fc.tuple(anyAct, fc.constantFrom(...people)), { minLength: 1, maxLength: 30 })
  .map((acts) => acts.map(([act, by], index) => caseRecord(act, { by, request: `r${index}`, minute: index })));

test('records that come again, wherever they do, change nothing', () => {
  fc.assert(
    fc.property(anyLog, fc.array(fc.tuple(fc.nat(), fc.nat()), { maxLength: 20 }), (log, copies) => {
      const delivered = [...log];
      for (const [which, after] of copies) {
        const record = log[which % log.length];
        if (record === undefined) continue;
        // Behind the first of its kind: a record cannot come again before it has come.
        const first = delivered.indexOf(record);
        delivered.splice(first + 1 + (after % (delivered.length - first)), 0, record);
      }
      expect(fold(delivered)).toEqual(fold(log));
    }),
  );
});

test('nobody loses a case to another claim', () => {
  fc.assert(
    fc.property(anyLog, (log) => {
      let before: FoldedCase | null = null;
      for (const record of log) {
        const after: FoldedCase = foldCase(before, record);
        const had = before?.state.claim?.by.id;
        if (record.act === 'claim' && had !== undefined) expect(after.state.claim?.by.id).toBe(had);
        before = after;
      }
    }),
  );
});
