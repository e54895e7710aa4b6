import { isDeepStrictEqual } from 'node:util';
import type { Event } from '@tidewatch/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KeyHasher } from '../../duplicates/key-hasher.ts';
import { bytesToEvent } from '../events/check-event.ts';
import { DeadEvent } from '../events/dead-event.ts';
import { catalogOf, orderPlaced } from '../events/test-catalog.ts';
import { withTemplates } from './template-reader.ts';

const now = Date.UTC(2026, 10, 21, 9, 30);
const utf8 = new TextEncoder();
const catalog = catalogOf(orderPlaced, {
  event: 'visit.done',
  data: { city: { type: 'string', dimension: true }, orderId: { type: 'string' } },
});

const envelope = { specversion: '1.0', source: 'shop', type: 'order.placed', time: '2026-11-21T09:29:00Z' };

/** A slow reader that says how often it was asked. */
function countedReaders() {
  const slow = bytesToEvent(catalog);
  let slowReads = 0;
  const read = withTemplates(catalog, (bytes, appendTime) => {
    slowReads++;
    return slow(bytes, appendTime);
  });
  return { slow, read, slowReads: () => slowReads };
}

const withoutData = ({ data: _, ...rest }: Event): Omit<Event, 'data'> => rest;

/** Many thousand comparisons: the assertion is made only to show a difference. */
function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toStrictEqual(expected);
}

const plainText = fc.string({ unit: fc.constantFrom(...'abc-019 /.:_'), maxLength: 40 });
const oddText = fc.string({ unit: 'binary', maxLength: 12 });
const text = fc.oneof({ weight: 9, arbitrary: plainText }, { weight: 1, arbitrary: oddText });
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 2 ** 53, 2 ** 60, 1e21, 1.005, 12.5),
);
const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null));
const time = fc.integer({ min: now - 9e9, max: now + 4e5 }).map((ms) => new Date(ms).toISOString());

const data = fc.record(
  {
    orderId: text,
    city: fc.option(text),
    items: fc.oneof(fc.integer(), number),
    weight: number,
    express: fc.boolean(),
    placedAt: time,
    amount: fc.oneof(fc.integer(), number),
    extra: scalar,
  },
  { requiredKeys: ['orderId'] },
);
const event = fc.record(
  {
    specversion: fc.constant('1.0'),
    id: text,
    source: fc.constantFrom('shop', 'clinic', 'x'.repeat(100)),
    type: fc.constantFrom('order.placed', 'visit.done'),
    time,
    subject: fc.option(text),
    imported: fc.boolean(),
    other: scalar,
    replayof: fc.constant('events/0/7'),
    data: fc.oneof({ weight: 8, arbitrary: data }, { weight: 1, arbitrary: fc.jsonValue() }),
  },
  { requiredKeys: ['specversion', 'id', 'source', 'type', 'time', 'data'] },
);

const orders = [(keys: string[]) => keys, (keys: string[]) => keys.toReversed()];
const written = fc
  .tuple(event, fc.constantFrom(...orders), fc.constantFrom(undefined, 2))
  .map(([value, order, indent]) => {
    const turned = Object.fromEntries(
      order(Object.keys(value)).map((key) => [key, (value as Record<string, unknown>)[key]]),
    );
    return utf8.encode(JSON.stringify(turned, null, indent));
  });

/** One byte replaced, taken out or put in. */
const damaged = fc
  .tuple(
    written,
    fc.nat(),
    fc.constantFrom(...utf8.encode('"\\{}[]:,0123456789eE+-. tfn\nax'), 0x80, 0xff, 0),
    fc.constantFrom('replace', 'remove', 'insert'),
  )
  .map(([bytes, place, byte, how]) => {
    const at = place % bytes.length;
    const tail = bytes.subarray(how === 'insert' ? at : at + 1);
    return Uint8Array.from([...bytes.subarray(0, at), ...(how === 'remove' ? [] : [byte]), ...tail]);
  });

/** Events of one shape, which a template reads. */
const alike = fc
  .record({
    specversion: fc.constant('1.0'),
    id: plainText,
    source: fc.constantFrom('shop', 'clinic'),
    type: fc.constant('order.placed'),
    time,
    subject: text,
    data: fc.record({ orderId: text, city: plainText, amount: fc.nat(), express: fc.boolean(), extra: scalar }),
  })
  .map((value) => utf8.encode(JSON.stringify(value)));

describe('reading by templates', () => {
  it('gives exactly what JSON.parse gives, whatever comes in whatever order', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(written, damaged), { maxLength: 60 }), (texts) => {
        const { slow, read } = countedReaders();
        // Twice, so that every text meets the templates that it left itself.
        for (const bytes of [...texts, ...texts]) expectSame(read(bytes, now), slow(bytes, now));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves out only what nobody reads, and gives the hash of the key for the id', { timeout: 60_000 }, () => {
    const reads = new Map([
      ['order.placed', { id: false, subject: false, data: new Set(['city', 'amount']) }],
      ['visit.done', { id: false, subject: true, data: new Set<string>() }],
    ]);
    const hasher = new KeyHasher();
    let keys = 0;
    fc.assert(
      fc.property(fc.array(fc.oneof(alike, alike, written, damaged), { maxLength: 60 }), (texts) => {
        const slow = bytesToEvent(catalog);
        const read = withTemplates(catalog, slow, reads);
        for (const bytes of [...texts, ...texts]) {
          const [whole, part] = [slow(bytes, now), read(bytes, now)];
          if (whole instanceof DeadEvent || part instanceof DeadEvent || part.key === undefined) {
            expectSame(part, whole);
            continue;
          }
          keys++;
          const { data, ...envelopeRead } = part;
          const { subject, data: names } = reads.get(whole.type)!;
          const key = hasher.hash(whole.source, whole.id);
          expectSame(envelopeRead, { ...withoutData(whole), id: '', key, subject: subject ? whole.subject : null });
          expectSame(data, Object.fromEntries([...names].map((name) => [name, whole.data[name]])));
        }
      }),
      { numRuns: 300 },
    );
    expect(keys).toBeGreaterThan(100);
  });

  it('gives exactly what JSON.parse gives for damaged copies of one event', () => {
    const base = utf8.encode(
      JSON.stringify({
        specversion: '1.0',
        id: 'o-1',
        source: 'shop',
        type: 'order.placed',
        time: '2026-11-21T09:29:00.123Z',
        subject: 'o-1',
        imported: false,
        data: { orderId: 'o-1', items: 12, weight: 1.5, express: true, amount: 1250.5, extra: -3, more: null },
      }),
    );
    const { slow, read } = countedReaders();
    for (const byte of [...utf8.encode('"\\{}[]:,0159eE+-. tfnx\n'), 0x80, 0xc3, 0x1f]) {
      for (let at = 0; at < base.length; at++) {
        const replaced = base.slice();
        replaced[at] = byte;
        const inserted = Uint8Array.from([...base.subarray(0, at), byte, ...base.subarray(at)]);
        // What was remembered of the text before, such as its day, is the undamaged one's.
        read(base, now);
        // Days later, so that a damaged time is not refused for being ahead.
        for (const bytes of [replaced, inserted]) expectSame(read(bytes, now + 1e9), slow(bytes, now + 1e9));
      }
    }
  });

  it('needs JSON.parse once for each shape', () => {
    const { read, slowReads } = countedReaders();
    const order = (index: number, type: string, more: Record<string, unknown>) =>
      utf8.encode(
        JSON.stringify({
          specversion: '1.0',
          id: `o-${index}`,
          source: 'shop',
          type,
          time: '2026-11-21T09:29:00Z',
          data: { orderId: `o-${index}`, city: `city ${index % 7}`, ...more },
        }),
      );
    for (let index = 0; index < 100; index++) {
      read(order(index, 'order.placed', { items: index, amount: index * 1000 }), now);
      read(order(index, 'order.placed', { items: index }), now);
      read(order(index, 'visit.done', {}), now);
    }
    expect(slowReads()).toBe(3);
  });

  it('keeps apart more values than its cache has places', () => {
    const { slow, read } = countedReaders();
    const order = (city: string) =>
      utf8.encode(JSON.stringify({ ...envelope, id: 'o-1', data: { orderId: 'o-1', city } }));
    for (let round = 0; round < 2; round++) {
      for (let index = 0; index < 20_000; index++)
        expectSame(read(order(`${index}`), now), slow(order(`${index}`), now));
    }
  });

  it('does not learn from repeated keys', () => {
    const { slow, read } = countedReaders();
    const text = (first: string, second: string) =>
      utf8.encode(
        JSON.stringify({ ...envelope, data: { orderId: 'o' } }).replace('{', `{"id":"${first}","id":"${second}",`),
      );
    for (const bytes of [text('a', 'b'), text('c', 'd')]) expectSame(read(bytes, now), slow(bytes, now));
  });
});
