import { afterAll, beforeAll, describe, it } from 'vitest';
import { settled } from './axe-violations.ts';
import { nothingMoved } from './nothing-moved.ts';
import { serveDashboard, wait, type ServedDashboard } from './served-dashboard.ts';

let served: ServedDashboard;

beforeAll(async () => {
  served = await serveDashboard();
  await served.post(Array.from({ length: 30 }, (_, at) => ({ id: `shift-${at}` })));
  await served.untilListed(30);
});
afterAll(() => served?.stop());

describe.each([
  ['a desk', 1440, 900],
  ['a phone', 390, 844],
] as const)('opening things at %s moves nothing else', (_, width, height) => {
  it('an event of the feed', async ({ skip }) => {
    const { page } = await served.open(skip, '/', { width, height });
    await settled(page);
    await page.getByTestId('feed').locator('li').first().click();
    await page.getByTestId('case').getByText('shift-').first().waitFor(wait);
    await settled(page);
    await nothingMoved(page);
    await page.context().close();
  });

  it('the events of a number, and one of them', async ({ skip }) => {
    const { page } = await served.open(skip, '/d/cancellations?from=now-3h', { width, height });
    await settled(page);
    await page.getByRole('button', { name: 'apotek-melati, 30: open the events' }).click();
    const rows = page.getByTestId('drill-list').getByRole('button');
    await rows.first().waitFor(wait);
    await settled(page);
    await rows.first().click();
    await page.getByTestId('case').getByText('shift-').first().waitFor(wait);
    await settled(page);
    await nothingMoved(page);
    await page.context().close();
  });

  it('a case of the queue', async ({ skip }) => {
    const { page } = await served.open(skip, '/cases', { width, height });
    await settled(page);
    await page.locator('body').press('j');
    await page.getByTestId('case').getByText('shift-').first().waitFor(wait);
    await settled(page);
    await nothingMoved(page);
    await page.context().close();
  });
});
