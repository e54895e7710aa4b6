import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { startTidewatch, type RunningTidewatch } from '../support/run-tidewatch.ts';
import { launchChromium, openPage, type PageOptions } from './live-page-browser.ts';

const dist = fileURLToPath(new URL('../../apps/dashboard/dist', import.meta.url));
const bootstrap = new URL('../../infra/bootstrap/ensure-dashboard.mjs', import.meta.url).href;
const hostile = '"><img src=x onerror="window.hacked=1">\u202e';
const waitMsMax = 30_000;

let browser: Browser | null = null;
let data = '';
let port = 0;
let tidewatch: RunningTidewatch;
let posted = 0;

const start = () => startTidewatch({ args: ['--data', data, '--port', String(port)] });

beforeAll(async () => {
  const { ensureDashboard } = (await import(bootstrap)) as { ensureDashboard(): void };
  ensureDashboard();
  browser = await launchChromium();
  data = await mkdtemp(join(tmpdir(), 'tidewatch-page-'));
  port = await freePort();
  tidewatch = await start();
});

afterAll(async () => {
  await browser?.close();
  tidewatch?.kill('SIGKILL');
  await tidewatch?.ended();
  await rm(data, { recursive: true, force: true });
});

describe('the live page', () => {
  it('shows a posted event within a second, without a reload', async ({ skip }) => {
    const { page, faults } = await livePage(skip);
    await tile(page).and(page.locator('[data-state=new]')).waitFor();
    await post();
    await shows(page, posted);
    const waitsMs: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const subject = await post();
      const acknowledgedAt = performance.now();
      await Promise.all([shows(page, posted), feedShows(page, subject)]);
      waitsMs.push(performance.now() - acknowledgedAt);
    }
    expect(waitsMs.sort((one, other) => one - other)[2]).toBeLessThan(1_000);
    await sameDocument(page);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('keeps every number fresh: none of its many queries is left behind', async ({ skip }) => {
    const { page } = await livePage(skip);
    await shows(page, posted);
    for (let round = 0; round < 3; round += 1) {
      const since = Date.now();
      await expect.poll(() => page.evaluate<number>(oldestAsOf), { timeout: 10_000 }).toBeGreaterThan(since);
    }
    expect(await page.locator('[data-metric][data-state=late]').count()).toBe(0);
    await page.context().close();
  });

  it('takes hostile strings as text', async ({ skip }) => {
    const { page } = await livePage(skip);
    await post({ merchantId: hostile });
    const asText = page.getByText('"><img src=x onerror="window.hacked=1">');
    await expect.poll(() => asText.count(), { timeout: waitMsMax }).toBeGreaterThanOrEqual(2);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate(`'hacked' in window`)).toBe(false);
    await page.context().close();
  });

  it('holds still while paused, and shows the present afterwards', async ({ skip }) => {
    const [{ page: paused }, { page: other }] = await Promise.all([livePage(skip), livePage(skip)]);
    await shows(paused, posted);
    await paused.locator('body').press(' ');
    await state(paused, 'paused');
    const before = posted;
    await post();
    await shows(other, posted);
    expect(await value(paused)).toBe(String(before));
    await paused.locator('body').press(' ');
    await shows(paused, posted);
    await Promise.all([paused.context().close(), other.context().close()]);
  });

  it('survives a killed gateway: data stays, says since when, and heals by itself', async ({ skip }) => {
    const { page } = await livePage(skip);
    await shows(page, posted);
    tidewatch.kill('SIGKILL');
    await tidewatch.ended();
    await state(page, 'reconnecting');
    await page.locator('[data-chart].old').first().waitFor();
    expect(await value(page)).toBe(String(posted));
    expect(await page.getByTestId('feed').locator('li').count()).toBeGreaterThan(0);
    expect(await page.locator('.live').innerText()).toMatch(/last good\s\d\d:\d\d:\d\d WIB/);
    tidewatch = await start();
    await state(page, 'live');
    await post();
    await shows(page, posted);
    await sameDocument(page);
    await page.context().close();
  });

  it.for([
    [360, 740, 'light'],
    [390, 844, 'dark'],
    [1440, 900, 'dark'],
    [1920, 1080, 'light'],
  ] as const)('fits %i × %i (%s) and does not shift', async ([width, height, colorScheme], { skip }) => {
    if (posted === 0) await post();
    const { page, faults } = await livePage(skip, { width, height, colorScheme });
    await shows(page, posted);
    await page.locator('canvas').first().waitFor({ state: 'attached' });
    const [theme, overflow, shift] = await page.evaluate<[string, number, number]>(lookOfPage);
    expect([theme, overflow]).toEqual([colorScheme, 0]);
    expect(shift).toBeLessThan(0.005);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('speaks Indonesian and shows every zone, and remembers both', async ({ skip }) => {
    const { page } = await livePage(skip);
    await page.getByLabel('Time zone').selectOption('Asia/Jayapura');
    await page.getByLabel('Language').selectOption('id');
    await page.reload();
    await state(page, 'live');
    // The title comes with the definitions, which may be later than the first numbers.
    await expect.poll(() => page.locator('h1').innerText(), wait).toBe('Operasional');
    expect(await page.getByTestId('as-of').innerText()).toMatch(/^\d\d:\d\d:\d\d WIT$/);
    expect(await page.locator('html').getAttribute('lang')).toBe('id');
    await page.context().close();
  });
});

describe('the built page', () => {
  it('is small: the shell 110 kB of JavaScript, the charts 95 kB, both compressed', async () => {
    const assets = join(dist, 'assets');
    const names = (await readdir(assets)).filter((name) => name.endsWith('.js'));
    const bytesOf = async (name: string) => gzipSync(await readFile(join(assets, name))).length;
    const sum = async (chosen: readonly string[]) =>
      (await Promise.all(chosen.map(bytesOf))).reduce((total, bytes) => total + bytes, 0);
    const html = await readFile(join(dist, 'index.html'), 'utf8');
    const shell = names.filter((name) => html.includes(name));
    expect(shell.length).toBeGreaterThan(0);
    expect(await sum(shell)).toBeLessThan(110_000);
    // The library of the charts is in the file of the canvas, and nowhere else.
    const charts = names.filter((name) => /canvas/i.test(name));
    expect(charts).toHaveLength(1);
    expect(await sum(charts)).toBeLessThan(95_000);
    const largest = await Promise.all(names.filter((name) => !charts.includes(name)).map(bytesOf));
    expect(Math.max(...largest)).toBeLessThan(55_000);
  });

  it('has no script and no style in its text', async () => {
    const html = await readFile(join(dist, 'index.html'), 'utf8');
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|\son\w+=|<style|\sstyle=/);
  });
});

/** An open page that is live, marked so that a reload would be noticed. Skips the test where no browser runs. */
async function livePage(skip: TestContext['skip'], options?: PageOptions) {
  if (browser === null) return skip('no Chromium runs here');
  const opened = await openPage(browser, tidewatch.url, options);
  await state(opened.page, 'live');
  await opened.page.evaluate(`window.marked = true`);
  return opened;
}

async function sameDocument(page: Page): Promise<void> {
  expect(await page.evaluate(`'marked' in window`)).toBe(true);
}

/** Posts one cancellation of now and returns its subject. */
async function post(over: Readonly<Record<string, string>> = {}): Promise<string> {
  posted += 1;
  const id = `page-${posted}`;
  const reason = { cancelledBy: 'merchant', reason: 'out_of_stock' };
  const fields = { orderId: id, merchantId: 'apotek-melati', city: 'Surabaya', amount: 184_000, ...reason, ...over };
  const time = new Date().toISOString();
  const event = { specversion: '1.0', id, source: 'test', type: 'order.cancelled', time, subject: id, data: fields };
  const response = await fetch(`${tidewatch.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  });
  expect(await response.json()).toEqual({ accepted: 1, rejected: [] });
  return id;
}

/** In the page: theme, pixels that are wider than the window, layout shift so far. */
const lookOfPage = `[
  document.documentElement.dataset.theme,
  document.documentElement.scrollWidth - window.innerWidth,
  window.layoutShift,
]`;

/** In the page: as-of of the tile that is the furthest behind. */
const oldestAsOf = `Math.min(...[...document.querySelectorAll('[data-metric]')].map(({ dataset }) => Number(dataset.asOf)))`;

const wait = { timeout: waitMsMax };
const tile = (page: Page) => page.locator('[data-metric=cancellations]').first();
const figure = (page: Page) => tile(page).getByTestId('value');
const value = (page: Page) => figure(page).innerText();
const state = (page: Page, name: string) => page.locator(`.live[data-state=${name}]`).waitFor(wait);
const shows = (page: Page, count: number) =>
  figure(page)
    .and(page.getByText(String(count), { exact: true }))
    .waitFor(wait);
const feedShows = (page: Page, subject: string) =>
  page.getByTestId('feed').getByText(subject, { exact: true }).waitFor(wait);
