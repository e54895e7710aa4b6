import type { EventItem } from '@tidewatch/contract/events';
import { expect, it } from 'vitest';
import { EventsModel, feedEventsMax } from './events-model.ts';

const event = (offset: number, second: number): EventItem => ({
  topic: 'events',
  partition: 0,
  offset,
  key: `k${offset}`,
  id: `e${offset}`,
  source: 's',
  type: 'order.cancelled',
  time: new Date(second * 1000).toISOString(),
  appendedAt: new Date(second * 1000).toISOString(),
  subject: null,
  data: {},
});

const offsets = (model: EventsModel) => model.read()?.events.map(({ offset }) => offset);

it('puts new events on top and late ones in their place', () => {
  const model = new EventsModel();
  model.replace({ kind: 'events', events: [event(2, 20), event(1, 10)] });
  model.apply({ kind: 'events', events: [event(3, 15), event(4, 30)] });
  expect(offsets(model)).toEqual([4, 2, 3, 1]);
});

it('shows each event once', () => {
  const model = new EventsModel();
  model.replace({ kind: 'events', events: [event(1, 10)] });
  model.apply({ kind: 'events', events: [event(1, 10), event(1, 10)] });
  expect(offsets(model)).toEqual([1]);
});

it('keeps the newest only', () => {
  const model = new EventsModel();
  model.replace({ kind: 'events', events: [] });
  model.apply({
    kind: 'events',
    events: Array.from({ length: feedEventsMax + 50 }, (_, offset) => event(offset, offset)),
  });
  expect(offsets(model)).toHaveLength(feedEventsMax);
  expect(offsets(model)?.[0]).toBe(feedEventsMax + 49);
});
