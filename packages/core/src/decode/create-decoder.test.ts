import { futureMsMax } from '@tidewatch/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LogRecord } from '../ports/event-log.ts';
import { inputTopics } from '../definitions/topics.ts';
import { createDecoder } from './create-decoder.ts';
import { checkEventBytes } from './events/check-event.ts';
import { catalogOf, orderPlaced } from './events/test-catalog.ts';

const now = Date.UTC(2026, 10, 21, 9, 30);
const catalog = catalogOf(orderPlaced, { source: 'partner', topic: 'partner.events', format: 'cloudevents' });
const decode = createDecoder(catalog, 'events');
const utf8 = new TextEncoder();

const envelope = {
  specversion: '1.0',
  id: 'o-1',
  source: 'shop',
  type: 'order.placed',
  time: '2026-11-21T09:29:00Z',
  data: { orderId: 'o-1' },
};
const record = (value: Uint8Array | null, more: Partial<LogRecord> = {}): LogRecord => ({
  offset: 7,
  appendTime: now,
  key: null,
  value,
  ...more,
});
const bytesOf = (value: unknown): Uint8Array => utf8.encode(typeof value === 'string' ? value : JSON.stringify(value));
const deep = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
const withData = (data: unknown) => ({ ...envelope, data });

describe('a usable event', () => {
  it('holds declared fields only, absent ones null, amounts in minor units, times in epoch ms', () => {
    const data = {
      orderId: 'o-1',
      city: 'Jakarta',
      items: 3,
      amount: 125_000.5,
      placedAt: '2026-11-21T16:00:00+07:00',
      undeclared: { a: [1] },
    };
    const decoded = decode(record(bytesOf({ ...envelope, subject: 'o-1', data })));
    expect(decoded).toEqual({
      offset: 7,
      appendTime: now,
      outcome: 'used',
      events: [
        {
          id: 'o-1',
          source: 'shop',
          type: 'order.placed',
          time: now - 60_000,
          subject: 'o-1',
          imported: false,
          data: {
            orderId: 'o-1',
            city: 'Jakarta',
            items: 3,
            weight: null,
            express: null,
            placedAt: now - 30 * 60_000,
            amount: 12_500_050,
          },
        },
      ],
      dead: [],
      duplicates: [],
      expressionErrors: 0,
    });
  });

  it('keeps the digits of integers and amounts beyond 2^53', () => {
    const text = JSON.stringify(withData({ orderId: 'x', items: 1, amount: 2 })).replace(
      '"items":1,"amount":2',
      '"items":9007199254740993,"amount":12345678901234567',
    );
    expect(decode(record(bytesOf(text))).events[0]?.data).toMatchObject({
      items: 9_007_199_254_740_993n,
      amount: 1_234_567_890_123_456_700n,
    });
  });

  it('takes whole amounts whose minor units are beyond 2^53', () => {
    expect(decode(record(bytesOf(withData({ orderId: 'x', amount: 2 ** 52 })))).events[0]?.data['amount']).toBe(
      2n ** 52n * 100n,
    );
  });

  it('may come in binary mode: attributes in headers, data in the value', () => {
    const headers = {
      ce_specversion: '1.0',
      ce_id: 'b-1',
      ce_source: 'shop',
      ce_type: 'order.placed',
      ce_time: '2026-11-21T09:29:00Z',
      'content-type': 'application/json',
    };
    const encoded = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, utf8.encode(text)]));
    const { events } = decode(record(bytesOf({ orderId: 'b-1', items: 2 }), { headers: encoded }));
    expect(events[0]).toMatchObject({ id: 'b-1', data: { orderId: 'b-1', items: 2 } });
    expect(decode(record(null, { headers: encoded })).dead[0]?.code).toBe('invalid_data');
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('is not disturbed by the key %s', (key) => {
    const text = JSON.stringify({ ...envelope, data: { orderId: 'o-1', x: 1 }, y: 1 })
      .replace('"x"', `"${key}"`)
      .replace('"y":1', `"${key}":{"polluted":true}`);
    const { events } = decode(record(bytesOf(text)));
    expect(Object.keys(events[0]?.data ?? {})).toEqual(Object.keys(orderPlaced.data));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

const unusable: readonly (readonly [string, Uint8Array | null, string])[] = [
  ['bytes that are not UTF-8', Uint8Array.from([0x7b, 0xff, 0x7d]), 'invalid_utf8'],
  ['broken JSON', bytesOf('{"id":'), 'invalid_json'],
  ['nothing', new Uint8Array(), 'invalid_json'],
  [
    '10,000 levels in data',
    bytesOf(JSON.stringify(withData({ orderId: 'o-1', x: 'DEEP' })).replace('"DEEP"', deep(10_000))),
    'invalid_json',
  ],
  [
    '10,000 levels beside the data',
    bytesOf(JSON.stringify({ ...envelope, x: 'DEEP' }).replace('"DEEP"', deep(10_000))),
    'invalid_json',
  ],
  [
    '65 levels',
    bytesOf(JSON.stringify(withData({ orderId: 'o-1', x: 'DEEP' })).replace('"DEEP"', deep(63))),
    'invalid_json',
  ],
  [
    '10,000 levels beside an integer beyond 2^53',
    bytesOf(
      JSON.stringify(withData({ items: 1, orderId: 'x', x: 'DEEP' }))
        .replace('"DEEP"', deep(10_000))
        .replace('"items":1', '"items":9007199254740993'),
    ),
    'invalid_json',
  ],
  ['10,000 levels alone', bytesOf(deep(10_000)), 'invalid_json'],
  [
    '10,000 levels in place of the data',
    bytesOf(JSON.stringify(withData('DEEP')).replace('"DEEP"', deep(10_000))),
    'invalid_json',
  ],
  [
    '10,000 levels in a declared field',
    bytesOf(JSON.stringify(withData({ orderId: 'DEEP' })).replace('"DEEP"', deep(10_000))),
    'invalid_json',
  ],
  ['a list', bytesOf([envelope]), 'invalid_envelope'],
  ['no specversion', bytesOf({ ...envelope, specversion: undefined }), 'invalid_envelope'],
  ['specversion 0.3', bytesOf({ ...envelope, specversion: '0.3' }), 'unsupported_version'],
  ['no id', bytesOf({ ...envelope, id: undefined }), 'missing_id'],
  ['an empty id', bytesOf({ ...envelope, id: '' }), 'missing_id'],
  ['an id that is a number', bytesOf({ ...envelope, id: 5 }), 'invalid_envelope'],
  ['no source', bytesOf({ ...envelope, source: undefined }), 'invalid_envelope'],
  ['no type', bytesOf({ ...envelope, type: undefined }), 'invalid_envelope'],
  ['a subject that is a number', bytesOf({ ...envelope, subject: 5 }), 'invalid_envelope'],
  ['coordinates that are a number', bytesOf({ ...envelope, replayof: 5 }), 'invalid_envelope'],
  ['no time', bytesOf({ ...envelope, time: undefined }), 'invalid_time'],
  ['a time that is none', bytesOf({ ...envelope, time: 'yesterday' }), 'invalid_time'],
  ['a time that is a number', bytesOf({ ...envelope, time: now }), 'invalid_time'],
  ['a time in 1970', bytesOf({ ...envelope, time: '1970-01-01T00:00:01Z' }), 'invalid_time'],
  ['a time in a year', bytesOf({ ...envelope, time: '2027-11-21T09:29:00Z' }), 'time_in_future'],
  ['an unknown type', bytesOf({ ...envelope, type: 'order.plaecd' }), 'unknown_type'],
  ['a type named like a property of every object', bytesOf({ ...envelope, type: 'constructor' }), 'unknown_type'],
  ['data that is a list', bytesOf(withData([1])), 'invalid_data'],
  ['a required field absent', bytesOf(withData({})), 'invalid_data'],
  ['a required field null', bytesOf(withData({ orderId: null })), 'invalid_data'],
  ['a number for a text', bytesOf(withData({ orderId: 5 })), 'invalid_data'],
  ['a text for an integer', bytesOf(withData({ orderId: 'x', items: '5' })), 'invalid_data'],
  ['a fraction for an integer', bytesOf(withData({ orderId: 'x', items: 5.5 })), 'invalid_data'],
  [
    'an integer beyond 64 bits',
    bytesOf(
      '{"specversion":"1.0","id":"1","source":"s","type":"order.placed","time":"2026-11-21T09:29:00Z","data":{"orderId":"1","items":92233720368547758080}}',
    ),
    'invalid_data',
  ],
  ['a text for a number', bytesOf(withData({ orderId: 'x', weight: '1.5' })), 'invalid_data'],
  ['a number for a boolean', bytesOf(withData({ orderId: 'x', express: 1 })), 'invalid_data'],
  ['a number for a timestamp', bytesOf(withData({ orderId: 'x', placedAt: now })), 'invalid_data'],
  ['three decimals of rupiah', bytesOf(withData({ orderId: 'x', amount: 1.005 })), 'invalid_data'],
  ['a text for an amount', bytesOf(withData({ orderId: 'x', amount: '1000' })), 'invalid_data'],
  [
    'a lone surrogate in a dimension',
    bytesOf(
      '{"specversion":"1.0","id":"1","source":"s","type":"order.placed","time":"2026-11-21T09:29:00Z","data":{"orderId":"1","city":"\\ud800"}}',
    ),
    'invalid_data',
  ],
  ['more than 256 KiB', bytesOf(withData({ orderId: 'x'.repeat(256 * 1024) })), 'too_large'],
  ['10 MB', new Uint8Array(10_000_000).fill(32), 'too_large'],
  ['a tombstone', null, 'empty_value'],
];

describe('an unusable event', () => {
  it.each(unusable)('%s', (_what, value, code) => {
    const decoded = decode(record(value));
    expect(decoded).toMatchObject({ offset: 7, outcome: 'dead', events: [], dead: [{ code }] });
  });

  it.each(unusable)('gets the same answer over HTTP: %s', (_what, value, code) => {
    if (value === null) return;
    expect(checkEventBytes(catalog)(value, now).code).toBe(code);
  });

  it('says how many decimals an amount may have', () => {
    const [dead] = decode(record(bytesOf(withData({ orderId: 'x', amount: 1.005 })))).dead;
    expect(dead?.detail).toBe('field "amount" must be money (IDR, at most 2 decimals), not this number');
  });

  it('names type and source where they can be read, and never the values of fields', () => {
    const [dead] = decode(record(bytesOf(withData({ orderId: 'o-1', items: 'secret' })))).dead;
    expect(dead).toEqual({
      code: 'invalid_data',
      detail: 'field "items" must be integer, not this string',
      type: 'order.placed',
      source: 'shop',
    });
  });

  it('is one more than 5 minutes ahead, no less', () => {
    const ahead = (ms: number) =>
      decode(record(bytesOf({ ...envelope, time: new Date(now + ms).toISOString() }))).outcome;
    expect(ahead(futureMsMax)).toBe('used');
    expect(ahead(futureMsMax + 1)).toBe('dead');
  });
});

it('never throws, whatever the bytes are', () => {
  const attributes = Object.entries(envelope).map(
    ([key, value]) => [key, fc.oneof(fc.constant<unknown>(value), fc.jsonValue())] as const,
  );
  const almost = fc.record(Object.fromEntries(attributes));
  const anyBytes = fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.json().map(bytesOf), almost.map(bytesOf));
  fc.assert(
    fc.property(anyBytes, (value) => {
      const decoded = decode(record(value));
      expect(decoded.outcome === 'used' ? decoded.events.length : decoded.dead.length).toBe(1);
    }),
  );
});

it('reads the topic events and those of the active sources', () => {
  expect(inputTopics(catalog)).toEqual(['events', 'partner.events']);
  expect(createDecoder(catalog, 'partner.events')(record(bytesOf(envelope))).outcome).toBe('used');
  expect(() => createDecoder(catalog, 'nothing')).toThrow('no active source');
});
