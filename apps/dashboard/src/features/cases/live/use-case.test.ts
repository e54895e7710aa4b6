import type { CaseState } from '@tidewatch/contract/operations/cases';
import type { CaseSnapshot } from '@tidewatch/contract/socket';
import { effectScope, ref, type EffectScope } from 'vue';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LiveView } from '../../../shared/live/live-view.ts';
import type { Page } from '../../../shared/page/page.ts';
import { useCase, type OpenCase } from './use-case.ts';

const rina = { id: 'person-rina', name: 'Rina' };
const dewi = { id: 'person-dewi', name: 'Dewi' };
const event = {
  key: 'k1',
  topic: 'events',
  partition: 0,
  offset: 1,
  id: 'e1',
  source: 'shop',
  type: 'order.cancelled',
  time: new Date(0).toISOString(),
  appendedAt: new Date(0).toISOString(),
  subject: null,
  data: {},
};
const stateOf = (...history: CaseState['history']): CaseState => ({
  key: 'k1',
  event: { key: 'k1', source: 'shop', id: 'e1', type: 'order.cancelled', time: 0 },
  claim: history[0]?.act === 'claim' ? { by: history[0].by, at: 5 } : null,
  outcome: null,
  comments: 0,
  firstAt: 5,
  lastAt: 5,
  history,
});

/** What was sent, each with how to answer it; a status of 0 is a connection that broke. */
interface Sent {
  readonly url: string;
  readonly body: { readonly request: string; readonly text?: string };
  answer(status: number, body?: unknown): Promise<void>;
}

let scope: EffectScope;
let open: OpenCase;
let sent: Sent[];
let say: (view: LiveView<CaseSnapshot>) => void;
const key = ref('k1');
const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
};

beforeEach(() => {
  sent = [];
  key.value = 'k1';
  vi.stubGlobal('fetch', async (url: string, { body }: { body: string }) => {
    return new Promise((resolve, reject) => {
      sent.push({
        url,
        body: JSON.parse(body) as Sent['body'],
        async answer(status, answer = {}) {
          if (status === 0) reject(new TypeError('the connection broke'));
          else resolve({ ok: status < 300, status, json: async () => answer });
          await settle();
        },
      });
    });
  });
  const page = {
    live: { subscribe: (_: unknown, listener: typeof say) => ((say = listener), () => undefined) },
    clock: { now: () => 5 },
  } as unknown as Page;
  scope = effectScope();
  open = scope.run(() => useCase(page, () => key.value))!;
  say({ state: 'live', snapshot: { kind: 'case', event, case: null }, asOf: null, interruptedAt: null, problem: null });
});
afterEach(() => {
  scope.stop();
  vi.unstubAllGlobals();
});

it('shows a claim at once as pending, and as done when the log has it', async () => {
  const done = open.act({ act: 'claim' }, rina);
  expect(open.shown.value.claim).toMatchObject({ by: rina, pending: true });
  const request = sent[0]?.body.request ?? '';
  await sent[0]?.answer(200, { case: stateOf({ act: 'claim', by: rina, at: 5, request }) });
  expect(await done).toBe(true);
  expect(open.shown.value.claim).toMatchObject({ by: rina, pending: false });
  expect(open.failed.value).toBeNull();
});

it('takes a refused claim back and shows who was first', async () => {
  const done = open.act({ act: 'claim' }, rina);
  const first = stateOf({ act: 'claim', by: dewi, at: 4, request: 'other' });
  await sent[0]?.answer(409, { code: 'case_taken', detail: 'Dewi has it already.', case: first });
  expect(await done).toBe(false);
  expect(open.shown.value.claim).toMatchObject({ by: dewi, pending: false });
  expect(open.failed.value?.problem?.code).toBe('case_taken');
});

it.each([0, 503, 429])('says that nothing was saved on %i, and tries again with the same request', async (status) => {
  const done = open.act({ act: 'comment', text: 'no answer' }, rina);
  await sent[0]?.answer(status);
  expect(await done).toBe(false);
  expect(open.shown.value.history).toEqual([]);
  expect(open.failed.value).toMatchObject({ problem: null, pending: { act: { text: 'no answer' } } });
  const again = open.retry();
  expect(sent[1]?.body).toEqual(sent[0]?.body);
  await sent[1]?.answer(200, { case: stateOf({ act: 'comment', text: 'no answer', by: rina, at: 5, request: 'x' }) });
  expect(await again).toBe(true);
  expect(open.failed.value).toBeNull();
});

it('leaves an answer alone that comes when another event is open', async () => {
  const done = open.act({ act: 'claim' }, rina);
  key.value = 'k2';
  await sent[0]?.answer(409, { code: 'case_taken', case: stateOf() });
  expect(await done).toBe(false);
  expect(open.failed.value).toBeNull();
  expect(open.shown.value.claim).toBeNull();
});
