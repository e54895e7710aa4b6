import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { serveDashboard, wait, type PostedEvent, type ServedDashboard } from './served-dashboard.ts';

const groups = 5_000;
const batch = 5_000;
/** A million on request: that alone takes a minute. */
const orders = Number(process.env['TIDEWATCH_FEED_EVENTS'] ?? 100_000);
/** The orders come evenly over this time. */
const ordersMs = 540_000;

let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
  const begun = Date.now() - 600_000;
  // The oldest of them all is the only one from Ternate.
  await served.post([{ id: 'needle', timeMs: begun - 1, data: { city: 'Ternate' } }]);
  for (let sent = 0; sent < orders; sent += batch) {
    const count = Math.min(batch, orders - sent);
    const events = Array.from({ length: count }, (_, at): PostedEvent => {
      const timeMs = begun + Math.floor(((sent + at) / orders) * ordersMs);
      return { id: `order-${sent + at}`, type: 'order.placed', timeMs };
    });
    await served.post(events);
  }
  const cancelled = Array.from({ length: groups }, (_, at): PostedEvent => {
    return { id: `cancelled-${at}`, timeMs: begun, data: { merchantId: `apotek-${at}` } };
  });
  const newest = { id: 'once-more', timeMs: begun + ordersMs + 1, data: { merchantId: 'apotek-4711' } };
  await served.post([...cancelled, newest]);
  const counted = async () => (await served.total('orders', 'from=now-3h&to=now')) === orders;
  await served.untilListed(1, '&where=city:Ternate');
  await served.untilListed(2, '&where=merchantId:apotek-4711');
  await waitUntil('all orders are counted', counted, 600_000);
}, 900_000);
afterAll(() => served?.stop());

describe('much of it', () => {
  it('5,000 groups: the largest first, all within reach, and only those in sight drawn', async ({ skip }) => {
    const { page, faults } = await served.open(skip, '/?from=now-3h');
    const top = page.locator('[data-top=cancellations]');
    await top.getByRole('button', { name: 'apotek-4711, 2: open the events' }).waitFor(wait);
    await top.getByRole('button', { name: 'Show all' }).click();
    await expect.poll(() => page.evaluate<number>(`${scroller}.scrollHeight`), wait).toBeGreaterThan(100_000);
    expect(await top.locator('li').count()).toBeLessThan(60);
    await page.evaluate(`${scroller}.scrollTop = ${scroller}.scrollHeight`);
    await top
      .getByRole('button', { name: /apotek-\d+, 1: open the events/ })
      .last()
      .click();
    await expect.poll(() => rows(page).count(), wait).toBe(1);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it(`the filter finds one event among ${orders.toLocaleString('en')}`, async ({ skip }) => {
    const { page, faults } = await served.open(skip, '/?from=now-3h');
    await page.getByTestId('feed').getByText('once-more', { exact: true }).waitFor(wait);
    const begun = performance.now();
    await page.locator('.scope', { hasText: 'City' }).getByRole('button').first().click();
    await page.getByLabel('Search city').fill('tern');
    await page.getByRole('option').getByText('Ternate').waitFor(wait);
    await page.getByLabel('Search city').press('Enter');
    await page.keyboard.press('Escape');
    await page.getByTestId('feed').getByText('needle', { exact: true }).waitFor(wait);
    await expect.poll(() => page.getByTestId('feed').locator('li').count(), wait).toBe(1);
    process.stdout.write(`feed filter: 1 of ${orders} events after ${Math.round(performance.now() - begun)} ms\n`);
    await page.goBack();
    await page.getByTestId('feed').getByText('once-more', { exact: true }).waitFor(wait);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

/** In the page: what scrolls the groups. */
const scroller = `document.querySelector('[data-top=cancellations] .scroller')`;
const rows = (page: Page) =>
  page
    .getByTestId('drill-list')
    .getByRole('button')
    .filter({ has: page.locator('time') });
