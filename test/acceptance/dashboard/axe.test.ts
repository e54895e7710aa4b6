import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { axeViolations, settled } from './axe-violations.ts';
import { nothingMoved } from './nothing-moved.ts';
import { serveDashboard, wait, type ServedDashboard } from './served-dashboard.ts';

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
  ['a rule', '/rules/high_cancellation_rate'],
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
] as const)('axe finds nothing at %s, light and dark, and nothing moves while it loads', (_, width, height, mode) => {
  it.for(routes)('on %s', async ([, path], { skip }) => {
    const address = [path.replace('KEY', eventKey), mode]
      .filter((part) => part !== '')
      .join(path.includes('?') ? '&' : '?');
    const { page, faults } = await served.open(skip, address, { width, height, reducedMotion: 'reduce' });
    await settled(page);
    await nothingMoved(page);
    expect(await axeViolations(page, 'all')).toEqual([]);
    // A wall is dark whatever the system says.
    if (mode === '') {
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('html[data-theme=dark]').waitFor({ ...wait, state: 'attached' });
      expect(await axeViolations(page, 'colours'), 'dark').toEqual([]);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
