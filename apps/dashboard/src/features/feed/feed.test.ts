import type { EventDefinition } from '@tidewatch/contract/catalog/event-definition';
import type { EventItem } from '@tidewatch/contract/events';
import { describe, expect, it } from 'vitest';
import { catalogWords } from '../../shared/catalog/catalog-words.ts';
import { messages } from '../../shared/i18n/messages.ts';
import { eventRow } from './event-row.ts';
import { holdList } from './held-list.ts';

const event = (offset: number, over: Partial<EventItem> = {}): EventItem => ({
  topic: 'events',
  partition: 0,
  offset,
  key: `k${offset}`,
  id: `e${offset}`,
  source: 'shop',
  type: 'order.cancelled',
  time: '2026-11-20T07:05:09Z',
  appendedAt: '2026-11-20T07:05:10Z',
  subject: 'ORD-1',
  data: {},
  ...over,
});

const field = (type: 'string' | 'money', dimension: boolean) => ({
  type,
  dimension,
  pii: false,
  required: false,
  ...(type === 'money' ? { currency: 'IDR' } : {}),
});

const definition: EventDefinition = {
  event: 'order.cancelled',
  title: { en: 'Order cancelled', id: 'Pesanan dibatalkan' },
  active: true,
  keep: '30d',
  data: {
    orderId: field('string', false),
    merchantId: field('string', true),
    city: field('string', true),
    reason: field('string', true),
    amount: field('money', false),
    note: field('string', false),
  },
};

const speech = {
  definitions: { events: new Map([['order.cancelled', definition]]) },
  language: 'id',
  zone: 'Asia/Jakarta',
  words: catalogWords([], 'id', messages.id.groups),
} as const;

describe('row', () => {
  it('shows dimensions, place and amount of a declared event', () => {
    const data = {
      orderId: 'ORD-1',
      merchantId: 'Apotek Melati',
      city: 'Surabaya',
      reason: 'stock empty',
      amount: 184_000,
      note: 'not shown',
    };
    expect(eventRow(event(1, { data }), speech)).toEqual({
      key: 'k1',
      time: '14:05:09',
      isoTime: '2026-11-20T07:05:09Z',
      kind: 'Pesanan dibatalkan',
      subject: 'ORD-1',
      what: 'stock empty · Apotek Melati',
      where: 'Surabaya',
      amount: 'Rp\u00a0184.000',
    });
  });

  it('does without a definition, a subject and data', () => {
    const bare = eventRow(event(7, { subject: null }), { ...speech, definitions: { events: new Map() } });
    expect(bare).toMatchObject({ kind: 'Order cancelled', subject: 'e7', what: '', where: '', amount: '' });
  });

  it('takes hostile text as text', () => {
    const data = { merchantId: '\u202e"><img src=x onerror=alert(1)>', reason: 'x'.repeat(10_000), city: '\u0000' };
    const { what, where } = eventRow(event(1, { data }), speech);
    expect(what.startsWith('xxx') && what.endsWith('… · "><img src=x onerror=alert(1)>')).toBe(true);
    expect(what.length).toBeLessThan(200);
    expect(where).toBe('');
  });
});

describe('list', () => {
  const older = [event(2), event(1)];
  const newer = [event(4), event(3), ...older];

  it('follows the newest while nobody holds it', () => {
    expect(holdList({ shown: older, waiting: 0 }, newer, false)).toEqual({ shown: newer, waiting: 0 });
  });

  it('stands still while held, and counts what waits', () => {
    const held = holdList({ shown: older, waiting: 0 }, newer, true);
    expect(held).toEqual({ shown: older, waiting: 2 });
    expect(holdList(held, newer, false)).toEqual({ shown: newer, waiting: 0 });
  });

  it('is filled the first time, even under the pointer', () => {
    expect(holdList({ shown: [], waiting: 0 }, older, true).shown).toBe(older);
  });
});
