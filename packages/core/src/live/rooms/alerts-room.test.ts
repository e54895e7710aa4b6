import { firstTransition, sampleAlert } from '@tidewatch/testkit/notifier-suite/sample-alert';
import { expect, it } from 'vitest';
import { AlertBook } from '../../alerting/book/alert-book.ts';
import { AlertsRoom } from './alerts-room.ts';

const firing = firstTransition(sampleAlert(1_000));

it('says when a silence begins to hide an alert, and when it ends, though no alert changed', () => {
  let silences: readonly string[] = [];
  const book = new AlertBook({
    follow: () => undefined,
    statusOf: () => ({
      state: silences.length > 0 ? 'suppressed' : 'active',
      silencedBy: silences,
      inhibitedBy: [],
      mutedBy: [],
    }),
    escalated: () => 0,
  });
  book.take(firing);
  const room = new AlertsRoom(book, { state: [], rule: [], label: [], limit: 10 });
  const asks = () =>
    Array.from({ length: 6 }, () => room.next()).flatMap((message) =>
      message?.changes?.kind === 'alerts' ? [message.changes.answer.alerts.map(({ status }) => status.silencedBy)] : [],
    );
  expect(asks()).toEqual([[[]]]);
  silences = ['s1'];
  expect(asks()).toEqual([[['s1']]]);
  silences = [];
  expect(asks()).toEqual([[[]]]);
});
