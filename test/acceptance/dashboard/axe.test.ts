import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { serveDashboard, wait, type ServedDashboard } from './served-dashboard.ts';

/** What axe says of a page, as far as it is told here. */
interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[]; readonly html: string; readonly failureSummary?: string }[];
}

const routes = [
  ['the overview', '/'],
  ['the overview as tables', '/?table=all'],
  ['the cancellations', '/d/cancellations'],
  ['the health of the pipeline', '/d/pipeline_health'],
  ['the cases', '/cases'],
  ['one case', '/cases?case=KEY'],
  ['the events behind a number', '/?drill=metric:cancellations&drill.from=now-3h&drill.to=now'],
  ['one event', '/?drill=metric:cancellations&drill.from=now-3h&drill.to=now&event=KEY'],
  ['the metrics', '/metrics'],
  ['a metric', '/metrics/cancellations'],
  ['the pipeline', '/pipeline'],
  ['the alerts', '/alerts'],
  ['the rules', '/rules'],
  ['a rule', '/rules/many_cancellations'],
  ['the silences', '/silences'],
  ['a page that is not there', '/nowhere'],
] as const;

let served: ServedDashboard;
let eventKey = '';

beforeAll(async () => {
  served = await serveDashboard();
  await served.post(Array.from({ length: 40 }, (_, at) => ({ id: `axe-${at}`, data: { city: `Kota ${at % 7}` } })));
  eventKey = await waitUntil(
    'the events can be found',
    async () => {
      const reply = await fetch(`${served.url}/v1/events?type=order.cancelled&from=now-1h&to=now&limit=1`);
      return ((await reply.json()) as { events: readonly { key: string }[] }).events[0]?.key;
    },
    wait.timeout,
  );
});
afterAll(() => served?.stop());

describe.each([
  ['a desk', 1440, 900, ''],
  ['a phone', 360, 740, ''],
  ['the wall', 1920, 1080, 'wall=1'],
] as const)('axe finds nothing at %s, light and dark', (_, width, height, mode) => {
  it.for(routes)('on %s', async ([, path], { skip }) => {
    const address = [path.replace('KEY', eventKey), mode].filter((part) => part !== '').join(path.includes('?') ? '&' : '?');
    const { page, faults } = await served.open(skip, address, { width, height, reducedMotion: 'reduce' });
    await settled(page);
    expect(await violations(page, 'all')).toEqual([]);
    // A wall is dark whatever the system says.
    if (mode === '') {
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('html[data-theme=dark]').waitFor({ ...wait, state: 'attached' });
      expect(await violations(page, 'colours'), 'dark').toEqual([]);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

/** Waits until nothing on the page is waiting for its first answer any more. */
async function settled(page: Page): Promise<void> {
  await page.locator('main').waitFor(wait);
  await expect.poll(() => page.locator('main [aria-busy=true], .bone').count(), wait).toBe(0);
}

/** Runs axe in the page, and says of each violation the rule, the place and what is wrong. */
async function violations(page: Page, rules: 'all' | 'colours'): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axe.source);
  const only = rules === 'all' ? {} : { runOnly: ['color-contrast', 'link-in-text-block'] };
  const options = JSON.stringify({ ...only, resultTypes: ['violations'] });
  await expect.poll(() => page.evaluate<number>('document.getAnimations().length'), wait).toBe(0);
  const found = await page.evaluate<readonly Violation[]>(`axe.run(document, ${options}).then((all) => all.violations)`);
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html, failureSummary }) => `${id}: ${target.join(' ')} ${html.slice(0, 200)} ${failureSummary ?? ''}`),
  );
}
