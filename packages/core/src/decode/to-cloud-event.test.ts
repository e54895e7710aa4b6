import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createDecoder } from './create-decoder.ts';
import { catalogOf, orderPlaced } from './events/test-catalog.ts';
import { writeJson } from './json/read-json.ts';
import { toCloudEvent } from './to-cloud-event.ts';

const catalog = catalogOf(orderPlaced);
const now = Date.UTC(2026, 10, 21, 9, 30);

it('writes an event so that decoding it gives the same event', () => {
  const decode = createDecoder(catalog, 'events');
  const write = toCloudEvent(catalog);
  const text = fc.string({ minLength: 1, maxLength: 20 }).filter((value) => value.isWellFormed());
  const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
  const event = fc.record(
    {
      id: text,
      source: text,
      type: fc.constant('order.placed'),
      time: fc.integer({ min: Date.UTC(2000, 0, 1), max: now }),
      subject: maybe(text),
      imported: fc.boolean(),
      data: fc.record({
        orderId: text,
        city: maybe(text),
        items: maybe(fc.oneof(fc.maxSafeInteger(), fc.bigInt(2n ** 53n + 1n, 2n ** 62n))),
        weight: maybe(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
        express: maybe(fc.boolean()),
        placedAt: maybe(fc.integer({ min: 0, max: now })),
        amount: maybe(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 })),
      }),
      replayOf: fc.constant('events/1/42'),
    },
    { requiredKeys: ['id', 'source', 'type', 'time', 'subject', 'imported', 'data'] },
  );
  fc.assert(
    fc.property(event, (original) => {
      const value = new TextEncoder().encode(writeJson(write(original)));
      const { events, dead } = decode({ offset: 0, appendTime: now, key: null, value });
      expect(dead).toEqual([]);
      expect(events).toEqual([original]);
    }),
  );
});
