import { describe, expect, it } from 'vitest';
import { checkEventBytes } from '@tidewatch/core/decode/events/check-event';
import { readCatalog } from '../commands/start/read-catalog.ts';
import { createPlatform } from './create-platform.ts';
import { incidentsOfDay } from './incidents.ts';
import { withDisorder } from './with-disorder.ts';

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;
const monday = Date.UTC(2026, 10, 16);
const platform = () => createPlatform({ seed: 7, ratePerSecond: 2 });
const ids = (from: number, to: number) => [...platform().eventsBetween(from, to)].map(({ id }) => id);

describe('the simulated platform', () => {
  it('gives the same events whatever calls the time is cut into', () => {
    const whole = ids(monday, monday + hourMs);
    const cuts = [0, 17, 61_003, 400_000, 1_800_000, 2_999_999, hourMs];
    expect(cuts.slice(1).flatMap((to, index) => ids(monday + cuts[index]!, monday + to))).toEqual(whole);
    expect(new Set(whole).size).toBe(whole.length);
  });

  it('is ordered by time and keeps to the rate over a week', () => {
    let count = 0;
    let before = '';
    for (const { time } of platform().eventsBetween(monday, monday + weekMs)) {
      if (time < before) expect.fail(`${time} after ${before}`);
      before = time;
      count += 1;
    }
    expect(count / (weekMs / 1000)).toBeCloseTo(2, 1);
  });

  it('is busier in the evening of Jakarta than at night', () => {
    const evening = ids(monday + 12 * hourMs, monday + 13 * hourMs).length;
    const night = ids(monday + 19 * hourMs, monday + 20 * hourMs).length;
    expect(evening).toBeGreaterThan(night * 4);
  });

  it('shows incidents as a spike of cancellations at one merchant', () => {
    const incident = incidentsOfDay(7, monday / (24 * hourMs)).find(({ kind }) => kind === 'merchant_stops')!;
    const merchantId = incident.kind === 'merchant_stops' ? incident.merchant.id : '';
    const cancellations = (from: number, to: number) =>
      [...platform().eventsBetween(from, to)].filter(
        ({ type, data }) => type === 'order.cancelled' && data?.['merchantId'] === merchantId,
      ).length;
    const lengthMs = incident.to - incident.from;
    expect(cancellations(incident.from, incident.to)).toBeGreaterThan(
      5 + 4 * cancellations(incident.from - lengthMs, incident.from),
    );
  });

  it('is valid against the shipped catalog and says that it is simulated', async () => {
    const catalog = await readCatalog(new URL('../../../../infra/catalog', import.meta.url).pathname);
    const check = checkEventBytes(catalog);
    const types = new Set<string>();
    for (const event of platform().eventsBetween(monday, monday + 2 * hourMs)) {
      expect(check(Buffer.from(JSON.stringify(event)), Date.parse(event.time))).toMatchObject({
        event: { id: event.id },
      });
      expect(event.source).toMatch(/^simulator\//);
      types.add(event.type);
    }
    expect([...types].toSorted()).toEqual(catalog.events.map(({ event }) => event).toSorted());
  });

  it('can be sent in disorder and twice, the same way each time', () => {
    const options = { seed: 3, duplicates: 0.01, late: 0.005 };
    const sent = () => [...withDisorder(platform().eventsBetween(monday, monday + 2 * hourMs), options)];
    const deliveries = sent();
    expect(sent()).toEqual(deliveries);
    const distinct = new Set(deliveries.map(({ event }) => event.id)).size;
    expect((deliveries.length - distinct) / distinct).toBeCloseTo(0.01, 2);
    expect(deliveries.every(({ sentAt, event }) => sentAt >= Date.parse(event.time))).toBe(true);
  });
});
