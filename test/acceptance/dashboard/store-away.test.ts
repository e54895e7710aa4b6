import { describeOnServer } from '@tidewatch/testkit/servers';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCuttableProxy, type CuttableProxy } from '../../support/cuttable-proxy.ts';
import { serveDashboard, wait, type ServedDashboard } from './served-dashboard.ts';

await describeOnServer('elasticsearch', 'while the metric store is away', (node) => {
  let proxy: CuttableProxy;
  let served: ServedDashboard;

  beforeAll(async () => {
    proxy = await openCuttableProxy(node);
    const namespace = `away-${process.pid.toString(36)}-${Date.now().toString(36)}`;
    served = await serveDashboard({ TIDEWATCH_NAMESPACE: namespace, TIDEWATCH_STORE_ELASTICSEARCH_NODE: proxy.url });
    await served.post([{ id: 'before-1' }, { id: 'before-2' }]);
  });
  afterAll(async () => {
    await served?.stop();
    await proxy?.close();
  });

  it('screens keep their numbers, go on counting, and say that the history is away', async ({ skip }) => {
    const { page, faults } = await served.open(skip, '/d/cancellations?from=now-3h');
    await tile(page).getByText('2', { exact: true }).waitFor(wait);
    proxy.cut();
    await served.post([{ id: 'meanwhile' }]);
    await tile(page).getByText('3', { exact: true }).waitFor(wait);
    // A screen that is opened now has only what memory holds.
    const { page: late } = await served.open(skip, '/d/cancellations?from=now-3h');
    await late.locator('.notices button').click(wait);
    const notice = late.getByText('The history does not answer: only recent data is shown.');
    await notice.waitFor(wait);
    // What a box around it cuts off is visible for the browser, and not for people.
    const { x = 0, y = 0, height = 0 } = (await notice.boundingBox()) ?? {};
    const seen = await late.evaluate(`document.elementFromPoint(${x + 20}, ${y + height / 2})?.textContent`);
    expect(seen).toBe('The history does not answer: only recent data is shown.');
    await tile(late).getByText('3', { exact: true }).waitFor(wait);
    expect(await late.locator('.live').getAttribute('data-state')).toBe('live');
    proxy.mend();
    await notice.waitFor({ ...wait, state: 'detached' });
    await tile(late).getByText('3', { exact: true }).waitFor(wait);
    expect(faults).toEqual([]);
    await Promise.all([page.context().close(), late.context().close()]);
  });
});

const tile = (page: Page) => page.locator('[data-metric=cancellations]').first().getByTestId('value');
