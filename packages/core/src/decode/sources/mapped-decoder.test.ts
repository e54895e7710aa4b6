import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../../ports/event-log.ts';
import { createDecoder } from '../create-decoder.ts';
import { createRowDecoder } from '../create-row-decoder.ts';
import { catalogOf } from '../events/test-catalog.ts';

const now = Date.UTC(2026, 10, 21, 9, 30);
const utf8 = new TextEncoder();
const record = (value: unknown, key: string | null = null): LogRecord => ({
  offset: 3,
  appendTime: now,
  key: key === null ? null : utf8.encode(key),
  value: value === null ? null : utf8.encode(typeof value === 'string' ? value : JSON.stringify(value)),
});

const events = [
  {
    event: 'order.cancelled',
    data: {
      orderId: { type: 'string' },
      merchantId: { type: 'string', dimension: true },
      reason: { type: 'string', dimension: true },
      amount: { type: 'money', currency: 'IDR' },
    },
  },
  { event: 'order.deleted', data: { orderId: { type: 'string', required: true } } },
];

const ordersCdc = {
  source: 'orders-cdc',
  topic: 'pg.public.orders',
  format: 'debezium',
  emit: [
    {
      when: 'after.status == "cancelled" && before.status != "cancelled"',
      event: 'order.cancelled',
      id: 'string(after.id) + "/cancelled"',
      time: 'fromMicros(after.cancelled_at)',
      subject: 'after.id',
      data: {
        orderId: 'string(after.id)',
        merchantId: 'after.merchant_id',
        reason: 'after.reason',
        amount: 'fromDecimal(after.amount, 2)',
      },
    },
    {
      when: 'op == "d"',
      event: 'order.deleted',
      id: 'string(before.id) + "/deleted"',
      time: 'fromMillis(source.ts_ms)',
      data: { orderId: 'string(before.id)' },
    },
  ],
};

describe('debezium', () => {
  const decode = createDecoder(catalogOf(...events, ordersCdc), 'pg.public.orders');
  const row = (status: string) => ({
    id: 41,
    status,
    merchant_id: 'm-1',
    reason: 'out of stock',
    cancelled_at: (now - 1000) * 1000 + 7,
    amount: 'AJiWgA==',
  });
  const change = (op: string, before: unknown, after: unknown) => ({
    op,
    before,
    after,
    source: { ts_ms: now - 500, table: 'orders' },
    ts_ms: now,
  });
  const cancelled = {
    id: '41/cancelled',
    source: 'orders-cdc',
    type: 'order.cancelled',
    time: now - 1000,
    subject: '41',
    imported: false,
    data: { orderId: '41', merchantId: 'm-1', reason: 'out of stock', amount: 10_000_000 },
  };

  it.each([
    ['create', change('c', null, row('cancelled'))],
    ['update', change('u', row('placed'), row('cancelled'))],
    ['update without the row before', change('u', null, row('cancelled'))],
    ['snapshot read', change('r', null, row('cancelled'))],
    [
      'with the schema part',
      { schema: { type: 'struct', fields: [] }, payload: change('u', row('placed'), row('cancelled')) },
    ],
    ['with absent keys', { op: 'c', after: row('cancelled') }],
  ])('%s gives the event', (_what, value) => {
    expect(decode(record(value))).toMatchObject({
      offset: 3,
      outcome: 'used',
      events: [cancelled],
      dead: [],
      expressionErrors: 0,
    });
  });

  it('emits of a delete by its row before', () => {
    expect(decode(record(change('d', row('placed'), null))).events).toMatchObject([
      { type: 'order.deleted', id: '41/deleted', time: now - 500 },
    ]);
  });

  it.each([
    ['a tombstone', null],
    ['a tombstone with the schema part', { schema: null, payload: null }],
    ['an update that does not matter', change('u', row('cancelled'), row('cancelled'))],
    ['a truncate', { op: 't', source: {} }],
    ['a logical message', { op: 'm', message: {} }],
  ])('skips %s', (_what, value) => {
    expect(decode(record(value))).toMatchObject({ outcome: 'skipped', events: [], dead: [], expressionErrors: 0 });
  });

  it.each([
    ['no change event', { hello: 1 }, 'invalid_change'],
    ['an unknown operation', change('x', null, row('placed')), 'invalid_change'],
    ['a row that is a text', change('c', null, 'row'), 'invalid_change'],
    ['a change without rows', change('c', null, null), 'invalid_change'],
    ['broken JSON', '{"op":', 'invalid_json'],
    ['10,000 levels', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), 'invalid_json'],
    ['more than 1 MiB', ' '.repeat(1024 * 1024 + 1), 'too_large'],
  ])('refuses %s', (_what, value, code) => {
    expect(decode(record(value))).toMatchObject({
      outcome: 'dead',
      events: [],
      dead: [{ code, source: 'orders-cdc' }],
    });
  });

  it.each([
    ['no id', { ...row('cancelled'), id: null }, 'missing_id'],
    ['no time', { ...row('cancelled'), cancelled_at: null }, 'invalid_time'],
    ['a time that is a text', { ...row('cancelled'), cancelled_at: 'soon' }, 'invalid_time'],
    ['a time in seconds', { ...row('cancelled'), cancelled_at: now / 1000 }, 'invalid_time'],
    ['a wrong type', { ...row('cancelled'), merchant_id: 5 }, 'invalid_data'],
    ['an amount that is none', { ...row('cancelled'), amount: '#' }, 'invalid_data'],
  ])('uses the record but not the event: %s', (_what, after, code) => {
    expect(decode(record(change('c', null, after)))).toMatchObject({
      outcome: 'used',
      events: [],
      dead: [{ code, type: 'order.cancelled', source: 'orders-cdc' }],
    });
  });
});

describe('json', () => {
  const source = {
    source: 'tickets',
    topic: 'tickets',
    format: 'json',
    emit: [
      {
        when: 'value.state == "cancelled"',
        event: 'order.cancelled',
        id: 'value.id',
        time: 'value.at',
        data: {
          orderId: 'string(value.id)',
          merchantId: 'key',
          reason: 'value.note.contains("stock") ? "stock" : "other"',
        },
      },
      {
        when: 'value.both',
        event: 'order.deleted',
        id: 'value.id + 1',
        time: 'value.at',
        data: { orderId: 'string(value.id)' },
      },
    ],
  };
  const decode = createDecoder(catalogOf(...events, source), 'tickets');
  const at = '2026-11-21T09:29:00Z';

  it('maps values and keys; ids beyond 2^53 keep their digits', () => {
    const { events: emitted } = decode(
      record(`{"id":12345678901234567,"state":"cancelled","at":"${at}","note":"no stock"}`, 'm-7'),
    );
    expect(emitted).toMatchObject([
      {
        id: '12345678901234567',
        data: { orderId: '12345678901234567', merchantId: 'm-7', reason: 'stock', amount: null },
      },
    ]);
  });

  it('emits several events of one record', () => {
    expect(
      decode(record({ id: 5, state: 'cancelled', at, both: true })).events.map(({ type, id }) => [type, id]),
    ).toEqual([
      ['order.cancelled', '5'],
      ['order.deleted', '6'],
    ]);
  });

  it('counts a when that fails as false', () => {
    expect(decode(record({ id: 5, state: 'placed', both: 'yes' }))).toMatchObject({
      outcome: 'skipped',
      expressionErrors: 1,
    });
  });

  it('has no deletes', () => {
    expect(decode(record(null))).toMatchObject({ outcome: 'dead', dead: [{ code: 'empty_value', source: 'tickets' }] });
  });
});

it('decodes rows of a csv file as imported history', () => {
  const source = {
    source: 'history',
    format: 'csv',
    emit: [
      {
        event: 'order.cancelled',
        id: 'row.id',
        time: 'row.at',
        data: { orderId: 'row.id', reason: 'row.reason == "NA" ? null : row.reason', amount: 'row.amount' },
      },
    ],
  };
  const catalog = catalogOf(...events, source);
  const [csv] = catalog.sources;
  if (csv === undefined) throw new Error('no source');
  const decodeRow = createRowDecoder(csv, catalog);
  const { events: emitted } = decodeRow({ id: '1', at: '2013-01-01T10:00:00Z', reason: 'NA', amount: '12.50' }, now);
  expect(emitted).toMatchObject([
    { id: '1', source: 'history', imported: true, data: { orderId: '1', reason: null, amount: 1250 } },
  ]);
  expect(decodeRow({ id: '', at: '2013-01-01T10:00:00Z' }, now).dead).toMatchObject([{ code: 'missing_id' }]);
});
