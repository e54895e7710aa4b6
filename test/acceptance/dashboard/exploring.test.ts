import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDownload } from './read-download.ts';
import { serveDashboard, wait, type PostedEvent, type ServedDashboard } from './served-dashboard.ts';

const cities = { Bandung: 4, Medan: 3, Denpasar: 2 } as const;
const minuteMs = 60_000;
const range = '?from=now-3h';

let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
  const begun = Date.now() - 100 * minuteMs;
  const events = Object.entries(cities).flatMap(([city, count], place) =>
    Array.from({ length: count }, (_, at): PostedEvent => {
      // A quarter of an hour apart, so that a part of the chart has a part of them.
      const timeMs = begun + (place * 4 + at) * 8 * minuteMs;
      return { id: `${city}-${at}`, timeMs, data: { city } };
    }),
  );
  await served.post(events);
});
afterAll(() => served?.stop());

describe('exploring', () => {
  it('a drag over a chart zooms the whole screen, and Esc returns', async ({ skip }) => {
    const { page, faults } = await served.open(skip, `/${range}`);
    const chart = page.locator('[data-chart=cancellations] [role=img]');
    await chart.locator('canvas').waitFor(wait);
    await tile(page).getByText('9', { exact: true }).waitFor(wait);
    await drag(page, chart, 0.4, 0.6);
    await page.locator('.time.set').waitFor(wait);
    const { searchParams } = new URL(page.url());
    const [from, to] = [searchParams.get('from') ?? '', searchParams.get('to') ?? ''];
    expect(Date.parse(to) - Date.parse(from)).toBeLessThan(60 * minuteMs);
    const counted = await served.total('cancellations', `from=${from}&to=${to}`);
    await tile(page).getByText(String(counted), { exact: true }).waitFor(wait);
    await page.keyboard.press('Escape');
    await tile(page).getByText('9', { exact: true }).waitFor(wait);
    expect(new URL(page.url()).search).toBe(range);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('breaks down by any dimension; the bars, their table and the file say the same', async ({ skip }) => {
    const { page } = await served.open(skip, `/${range}`);
    const top = page.locator('[data-top=cancellations]').first();
    await top.getByLabel('Break down by').last().selectOption('city');
    await top.getByRole('button', { name: 'Bandung, 4: open the events' }).waitFor(wait);
    const bars = await top.locator('li b').allInnerTexts();
    expect(bars).toEqual(Object.values(cities).map(String));
    await top.getByRole('button', { name: 'Show as table (t)' }).click();
    await top.locator('tbody tr').last().waitFor(wait);
    const cells = (column: number) => top.locator(`tbody td:nth-child(${column})`).allInnerTexts();
    expect([await cells(1), await cells(2)]).toEqual([Object.keys(cities), bars]);
    const download = page.waitForEvent('download');
    await top.getByRole('button', { name: /^More for/ }).click();
    await top.getByRole('menuitem', { name: 'Download CSV' }).click();
    const lines = (await readDownload(await download)).trim().split('\r\n').slice(1);
    expect(lines.map((line) => line.split(',').slice(0, 2))).toEqual(
      Object.entries(cities).map(([city, count]) => [city, String(count)]),
    );
    await page.goBack();
    await page.context().close();
  });

  it('t turns every chart into a table and back, and the address keeps it', async ({ skip }) => {
    const { page } = await served.open(skip, `/d/cancellations${range}`);
    const canvases = () => page.locator('main canvas').count();
    await expect.poll(canvases, wait).toBeGreaterThan(0);
    await page.keyboard.press('t');
    await expect.poll(canvases, wait).toBe(0);
    await page.reload();
    await page.locator('[data-bars=cancellations] table').waitFor(wait);
    expect(await canvases()).toBe(0);
    await page.keyboard.press('t');
    await expect.poll(canvases, wait).toBeGreaterThan(0);
    await page.context().close();
  });

  it('a frozen screen stays as it is, for whoever opens its link too', async ({ skip }) => {
    const { page } = await served.open(skip, `/${range}`);
    await tile(page).getByText('9', { exact: true }).waitFor(wait);
    await page.keyboard.press('r');
    await page.getByRole('button', { name: 'Freeze and copy link' }).click();
    await page.locator('.time.set').waitFor(wait);
    const { search, searchParams } = new URL(page.url());
    const until = Date.parse(searchParams.get('to') ?? '');
    // In the minute in which it was frozen: numbers are kept by the minute, so that one is not part of it.
    expect(until % minuteMs).toBe(0);
    await served.post([{ id: 'after-the-freeze', timeMs: until + 1_000, data: { city: 'Bandung' } }]);
    const later = `from=now-3h&to=${new Date(until + minuteMs).toISOString()}`;
    await expect.poll(() => served.total('cancellations', later), wait).toBe(10);
    const { page: other } = await served.open(skip, `/${search}`);
    for (const frozen of [page, other]) await tile(frozen).getByText('9', { exact: true }).waitFor(wait);
    for (const one of [page, other]) await one.context().close();
  });

  it('what is paused stays paused on the next screen', async ({ skip }) => {
    const { page } = await served.open(skip, `/${range}`);
    await page.keyboard.press('Space');
    await page.locator('.live[data-state=paused]').waitFor(wait);
    await page.getByRole('link', { name: 'Cancellations' }).first().click();
    await page.locator('[data-bars=cancellations]').waitFor(wait);
    expect(await page.locator('.live').getAttribute('data-state')).toBe('paused');
    await page.context().close();
  });

  it('on a phone the alerts come first, then the events', async ({ skip }) => {
    const { page } = await served.open(skip, '/', { width: 390, height: 844 });
    await page.locator('[data-panel]').first().waitFor(wait);
    for (const [place, kind] of ['alert_list', 'event_feed', 'stat'].entries())
      expect(await page.locator('[data-panel]').nth(place).getAttribute('class')).toContain(kind);
    await page.context().close();
  });
});

const tile = (page: Page) => page.locator('[data-metric=cancellations]').first().getByTestId('value');

/** Presses, moves and releases between two places of an element, in parts of its width. */
async function drag(page: Page, element: Locator, from: number, to: number): Promise<void> {
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  if (box === null) throw new Error('nothing is there to drag over');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * to, y, { steps: 5 });
  await page.mouse.up();
}
