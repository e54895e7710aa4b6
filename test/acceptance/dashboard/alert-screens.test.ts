import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AlertItem, AlertsAnswer } from '@tidewatch/contract/alerts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { axeViolations, settled } from './axe-violations.ts';
import { serveDashboard, wait, type PostedEvent, type ServedDashboard } from './served-dashboard.ts';

const title = (merchant: string): string => `A merchant cancels its orders, ${merchant}`;
/** Failed payments, long enough ago that nobody is called, and enough to have called somebody. */
const outage = 30;
const outageAgoMs = 30 * 60_000;

/** What an event adds, another takes away: a rule that can come and go. */
const levels = `event: level.changed
data: { tank: { type: string, dimension: true }, by: { type: number } }
---
metric: tank_level
from: [level.changed]
by: [tank]
measure: sum
field: event.data.by
---
rule: tank_too_full
title: { en: A tank is too full, id: Tangki terlalu penuh }
metric: tank_level
by: [tank]
over: 30m
when: value > 100
`;
const shippedCatalog = fileURLToPath(new URL('../../../infra/catalog', import.meta.url));

let catalog: string;
let served: ServedDashboard;
let kenanga: AlertItem;
let melati: AlertItem;

beforeAll(async () => {
  catalog = await mkdtemp(join(tmpdir(), 'tidewatch-catalog-'));
  await cp(shippedCatalog, catalog, { recursive: true });
  await writeFile(join(catalog, 'levels.yaml'), levels);
  served = await serveDashboard({ TIDEWATCH_CATALOG: catalog });
  const of = (merchantId: string, city: string, count: number): readonly PostedEvent[] =>
    Array.from({ length: count }, (_, at) => ({ id: `${merchantId}-${city}-${at}`, data: { merchantId, city } }));
  const failed = Array.from({ length: outage }, (_, at) => ({
    id: `failed-${at}`,
    timeMs: Date.now() - outageAgoMs,
    data: { reason: 'payment_failed', cancelledBy: 'system' },
  }));
  await served.post([
    ...of('kenanga', 'Surabaya', 30),
    ...of('kenanga', 'Bandung', 10),
    ...of('melati', 'Medan', 20),
    ...failed,
  ]);
  kenanga = await firing('kenanga');
  melati = await firing('melati');
});
afterAll(async () => {
  await served?.stop();
  await rm(catalog, { recursive: true, force: true });
});

describe('the screens of alerts', () => {
  it('from the list to one alert; whoever takes it over is seen by the others', async ({ skip }) => {
    const { page: rina, faults } = await served.open(skip, '/alerts');
    const { page: dewi } = await served.open(skip, '/alerts');
    await row(dewi, kenanga).getByText('Firing').waitFor(wait);
    await row(rina, kenanga).getByRole('link').click();
    await rina.getByRole('heading', { name: title('kenanga') }).waitFor(wait);
    await rina.locator('.facts .driver').getByText('Surabaya (City)').waitFor(wait);
    await rina.locator('.acts').getByRole('button', { name: 'Acknowledge' }).click();
    await callMe(rina, 'Rina');
    await rina.locator('.timeline').getByText('Rina').first().waitFor(wait);
    await row(dewi, kenanga).getByText('Acknowledged').waitFor(wait);
    await row(dewi, kenanga).getByText('Rina').waitFor(wait);
    expect(await row(dewi, kenanga).getByRole('button', { name: 'Acknowledge' }).count()).toBe(0);
    expect(await row(dewi, melati).getByRole('button', { name: 'Acknowledge' }).count()).toBe(1);
    expect(faults).toEqual([]);
    await Promise.all([rina.context().close(), dewi.context().close()]);
  });

  it('a silence says before what it hides, hides it, and ends when somebody wants it back', async ({ skip }) => {
    const { page, faults } = await served.open(skip, `/alerts/${melati.id}`);
    await page.locator('.acts').getByRole('button', { name: 'Silence' }).click();
    const dialog = page.getByRole('dialog', { name: 'Silence this alert' });
    await dialog.getByText('1 open alert:').waitFor(wait);
    await dialog.getByRole('listitem').getByText(title('melati')).waitFor(wait);
    await dialog.getByRole('button', { name: 'Remove the condition' }).last().click();
    await dialog.getByText('2 open alerts:').waitFor(wait);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ ...wait, state: 'detached' });
    await page.locator('.acts').getByRole('button', { name: 'Silence' }).click();
    await dialog.getByText('1 open alert:').waitFor(wait);
    await dialog.getByLabel('Why').fill('It moves house');
    await dialog.getByRole('button', { name: 'Silence', exact: true }).click();
    await callMe(page, 'Rina');
    await page.getByText('Silenced', { exact: true }).first().waitFor(wait);
    await page.goto(`${served.url}/silences`);
    const silence = page.getByRole('listitem').filter({ hasText: 'It moves house' });
    await silence.getByText('1 alert silenced now').waitFor(wait);
    await silence.getByRole('button', { name: 'End it now' }).click();
    await silence.waitFor({ ...wait, state: 'hidden' });
    await expect.poll(async () => (await alertsNow()).flatMap(({ status }) => status.silencedBy), wait).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('an alert that comes and goes is marked as flapping, in the list and on its page', async ({ skip }) => {
    for (let fires = 1; fires <= 4; fires += 1) {
      await fill('north', 200);
      await tanks('firing', 1);
      if (fires === 4) break;
      await fill('north', -200);
      await tanks('resolved', fires);
    }
    const [flapping] = await tanks('firing', 1);
    expect(flapping?.flapping).toBe(true);
    const { page, faults } = await served.open(skip, '/alerts');
    const shown = page.locator(`[data-alert="${flapping?.id}"]`);
    await shown.getByText('Flapping', { exact: true }).waitFor(wait);
    await shown.getByRole('link').click();
    await page.getByText('it fires and resolves too often').waitFor(wait);
    await page.getByText('Flapping', { exact: true }).waitFor(wait);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('a rule is tried on the past while its threshold moves, from the keyboard alone', async ({ skip }) => {
    const { page, faults } = await served.open(skip, '/rules/payment_failures');
    const slider = page.getByRole('slider', { name: 'Threshold' });
    await page.getByText('1 as saved', { exact: true }).waitFor(wait);
    expect(await slider.getAttribute('aria-valuenow')).toBe('20');
    await page.getByRole('checkbox', { name: /^Mark the episode/ }).press('Space');
    await slider.press('End');
    await page.getByText('0 with the draft, 1 as saved').waitFor(wait);
    await page.getByText('Draft, 1 change').waitFor(wait);
    await slider.press('Home');
    await page.getByText('1 with the draft, 1 as saved').waitFor(wait);
    await page.getByRole('button', { name: 'Quietest threshold that catches the marked' }).press('Enter');
    await page.getByText(`${outage - 1} is the quietest threshold`).waitFor(wait);
    expect(await slider.getAttribute('aria-valuenow')).toBe(String(outage - 1));
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

describe.each([
  ['a desk', 1440, 900],
  ['a phone', 360, 740],
] as const)('axe finds nothing at %s, light and dark', (_, width, height) => {
  it.for(['/alerts', '/alerts/ID', '/rules', '/rules/payment_failures', '/silences'])(
    'on %s',
    async (path, { skip }) => {
      const options = { width, height, reducedMotion: 'reduce' } as const;
      const { page, faults } = await served.open(skip, path.replace('ID', kenanga.id), options);
      await settled(page);
      expect(await axeViolations(page, 'all')).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.locator('html[data-theme=dark]').waitFor({ ...wait, state: 'attached' });
      expect(await axeViolations(page, 'colours'), 'dark').toEqual([]);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );
});

const row = (page: Page, { id }: AlertItem) => page.locator(`[data-alert="${id}"]`);

async function alertsNow(): Promise<readonly AlertItem[]> {
  const reply = await fetch(`${served.url}/v1/alerts?state=firing&rule=merchant_cancels_orders`);
  return ((await reply.json()) as AlertsAnswer).alerts;
}

const firing = (merchant: string): Promise<AlertItem> =>
  waitUntil(
    `an alert about ${merchant} fires`,
    async () => (await alertsNow()).find(({ group }) => group['merchantId'] === merchant),
    wait.timeout,
  );

/** Waits until so many alerts about tanks are in a state, and answers them. */
const tanks = (state: string, count: number): Promise<readonly AlertItem[]> =>
  waitUntil(
    `${count} tanks ${state}`,
    async () => {
      const reply = await fetch(`${served.url}/v1/alerts?state=${state}&rule=tank_too_full`);
      const { alerts } = (await reply.json()) as AlertsAnswer;
      return alerts.length === count ? alerts : null;
    },
    wait.timeout,
  );

async function fill(tank: string, by: number): Promise<void> {
  const envelope = { specversion: '1.0', id: randomUUID(), source: 'tanks', type: 'level.changed', subject: tank };
  const answer = await fetch(`${served.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({ ...envelope, time: new Date().toISOString(), data: { tank, by } }),
  });
  expect(await answer.json()).toEqual({ accepted: 1, rejected: [] });
}

async function callMe(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'What should others call you?' });
  await dialog.getByLabel('Your name').fill(name);
  await dialog.getByLabel('Your name').press('Enter');
  await dialog.waitFor({ ...wait, state: 'detached' });
}
