import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { sendWhenReady } from '../support/event-stream.ts';
import { startTidewatch, type RunningTidewatch } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';
import { launchChromium, openPage } from './live-page-browser.ts';

const bootstrap = new URL('../../infra/bootstrap/ensure-dashboard.mjs', import.meta.url).href;
const shipped = fileURLToPath(new URL('../../infra/catalog', import.meta.url));
const wait = { timeout: 60_000 };
const hostile = '"><img src=x onerror="window.hacked=1">\u202e';
const cancelled = 7;
const parcels = 4;

let browser: Browser | null = null;
let data = '';
let catalog = '';
let tidewatch: RunningTidewatch;
let postedAt = '';

const start = () => startTidewatch({ args: ['--data', data, '--catalog', catalog, '--port', '0'] });
/** A type whose only field changes its type: what was fine becomes a dead letter when it is folded again. */
const define = (type: string) =>
  writeFile(
    join(catalog, 'events', 'parcel.yaml'),
    `event: parcel.sent\ndata:\n  weight: {type: ${type}, required: true}\n`,
  );

beforeAll(async () => {
  const { ensureDashboard } = (await import(bootstrap)) as { ensureDashboard(): void };
  ensureDashboard();
  browser = await launchChromium();
  data = await mkdtemp(join(tmpdir(), 'tidewatch-pages-'));
  catalog = await mkdtemp(join(tmpdir(), 'tidewatch-pages-catalog-'));
  await cp(shipped, catalog, { recursive: true });
  await define('string');
  tidewatch = await start();
  await sendWhenReady(
    tidewatch.url,
    Array.from({ length: parcels }, (_, index) => event('parcel.sent', `p${index}`, { weight: 'heavy' })),
  );
  await waitUntil('the parcels are read', async () => (await read('tidewatch_read')) === parcels, wait.timeout);
  tidewatch.kill('SIGTERM');
  await tidewatch.ended();
  await define('integer');
  tidewatch = await start();
  postedAt = new Date(Math.floor(Date.now() / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
  await sendWhenReady(
    tidewatch.url,
    Array.from({ length: cancelled }, (_, index) =>
      event('order.cancelled', index === 0 ? hostile : `o${index}`, {
        orderId: `o${index}`,
        merchantId: 'apotek-satu',
        city: index < 2 ? 'Bandung' : 'Medan',
        cancelledBy: 'patient',
        reason: index === 1 ? 'test' : 'too_slow',
        amount: 1_000,
      }),
    ),
  );
});

afterAll(async () => {
  await browser?.close();
  tidewatch?.kill('SIGKILL');
  await tidewatch?.ended();
  await Promise.all([data, catalog].map((folder) => rm(folder, { recursive: true, force: true })));
});

describe('a metric page', () => {
  it('explains the number: its partials add up, and the events are there, marked where they do not count', async ({
    skip,
  }) => {
    await expect.poll(() => read('cancellations'), wait).toBe(cancelled - 1);
    const { page, faults } = await open(skip, '/metrics/cancellations?from=now-6h');
    const explain = page.locator('#explain');
    await explain.getByText(`${cancelled - 1} is the sum of`).waitFor(wait);
    const values = await explain.locator('tbody td.value').allInnerTexts();
    expect(values.map(Number).reduce((sum, value) => sum + value, 0)).toBe(cancelled - 1);
    expect(await explain.locator('tfoot td.value').innerText()).toBe(String(cancelled - 1));
    // Searchable events come with the indexer's delay.
    await expect
      .poll(async () => {
        await explain.getByRole('button', { name: 'Explain again' }).click();
        await explain.locator('[aria-busy=true]').waitFor({ state: 'detached' });
        return explain.getByText('left out', { exact: true }).count();
      }, wait)
      .toBe(1);
    expect(await explain.getByText('counted', { exact: true }).count()).toBe(cancelled - 1);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate(`'hacked' in window`)).toBe(false);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('keeps the filter and the interval in the address', async ({ skip }) => {
    const { page } = await open(
      skip,
      `/metrics/cancellations?where=city:Bandung&explain.at=${postedAt}&explain.step=1d`,
    );
    await page.locator('#explain').getByText('1 is the sum of 1 slice of the log.').waitFor(wait);
    await page.getByRole('button', { name: 'Explain the whole range' }).click();
    await expect.poll(() => page.url()).not.toContain('explain.at');
    await page.context().close();
  });

  it('shows where the metric comes from and who uses it, as links and as a table', async ({ skip }) => {
    const { page } = await open(skip, '/metrics/cancelled_orders');
    const lineage = page.getByRole('article', { name: 'Where it comes from, and who uses it' });
    await lineage.getByText('event · order.cancelled').waitFor(wait);
    await lineage.getByRole('button', { name: 'Show as table (t)' }).click();
    await lineage.getByRole('cell', { name: 'formula', exact: true }).waitFor(wait);
    await lineage.getByRole('button', { name: 'Show as chart (t)' }).click();
    await lineage.getByRole('link', { name: /^Cancellation rate/ }).click();
    await page.locator('#explain').getByText('Worked out as cancelled_orders / orders').waitFor(wait);
    await page.context().close();
  });

  it('is found in the list by any of its words', async ({ skip }) => {
    const { page } = await open(skip, '/metrics');
    await page.getByRole('searchbox').fill('LAB laboratory');
    await expect.poll(() => page.getByRole('row').count(), wait).toBe(2);
    expect(page.url()).toContain('metrics.search=');
    await page.getByRole('link', { name: /Lab tests/ }).click();
    await page.locator('#explain').waitFor(wait);
    await page.context().close();
  });
});

describe('the pipeline page', () => {
  it('shows dead letters with reason and coordinates, and sends them again after asking', async ({ skip }) => {
    const { page, faults } = await open(skip, '/pipeline');
    const letters = page.getByRole('region', { name: 'Dead letters' });
    await expect.poll(() => letters.locator('li').count(), wait).toBe(parcels);
    expect(await letters.locator('li').first().innerText()).toMatch(/weight[\s\S]*parcel\.sent[\s\S]*events \d \/ \d/);
    expect(await page.getByText('heavy').count()).toBe(0);
    await letters.getByRole('button', { name: /A field is wrong/ }).click();
    await letters.getByRole('button', { name: 'Send all of this reason again' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Send again' }).click();
    await dialog.getByText(`${parcels} records sent again.`).waitFor(wait);
    await dialog.getByRole('button', { name: 'OK' }).click();
    // The cause is still there, so they are dead letters again.
    await expect.poll(() => read('tidewatch_dead_letters'), wait).toBe(2 * parcels);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

async function open(skip: TestContext['skip'], path: string): Promise<{ page: Page; faults: readonly string[] }> {
  if (browser === null) return skip('Chromium does not run here');
  const { page, faults } = await openPage(browser, tidewatch.url);
  await page.goto(tidewatch.url + path);
  return { page, faults };
}

function event(type: string, subject: string, fields: Readonly<Record<string, unknown>>): object {
  const time = new Date().toISOString();
  return { specversion: '1.0', id: `${type}/${subject}`, source: 'test', type, time, subject, data: fields };
}

async function read(metric: string): Promise<number | null> {
  const reply = await fetch(`${tidewatch.url}/v1/metrics/${metric}/series?from=now-12h&to=now`);
  const { series } = (await reply.json()) as { readonly series: readonly { readonly total: number | null }[] };
  return series[0]?.total ?? null;
}
