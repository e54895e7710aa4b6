import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { sendWhenReady } from '../../support/event-stream.ts';
import { startTidewatch, type RunningTidewatch } from '../../support/run-tidewatch.ts';
import { openCuttableProxy } from '../../support/cuttable-proxy.ts';
import { launchChromium, openPage, type PageOptions } from '../live-page-browser.ts';

const bootstrap = new URL('../../../infra/bootstrap/ensure-dashboard.mjs', import.meta.url).href;
const wait = { timeout: 60_000 };
const merchants = 5_000;
const hostile = '"><img src=x onerror="window.hacked=1">\u202e';

let browser: Browser | null = null;
let data = '';
let tidewatch: RunningTidewatch;

beforeAll(async () => {
  const { ensureDashboard } = (await import(bootstrap)) as { ensureDashboard(): void };
  ensureDashboard();
  browser = await launchChromium();
  data = await mkdtemp(join(tmpdir(), 'tidewatch-shell-'));
  tidewatch = await startTidewatch({ args: ['--data', data, '--port', '0'] });
  await postCancellations();
});

afterAll(async () => {
  await browser?.close();
  tidewatch?.kill('SIGKILL');
  await tidewatch?.ended();
  await rm(data, { recursive: true, force: true });
});

describe('the address', () => {
  it('holds the screen: a copied link shows the same, Back undoes, Esc leaves a zoom', async ({ skip }) => {
    const page = await livePage(skip, '/?from=now-3h&where=city:Surabaya&tz=WIT');
    await page.locator('.time').getByText('Last 3 h').waitFor(wait);
    await page.locator('.scope.set').getByText('Surabaya').waitFor(wait);
    expect(await page.getByTestId('as-of').innerText()).toMatch(/WIT$/);
    await page.keyboard.press('w');
    await addressIs(page, '/?from=now-3h&compare=28d&where=city:Surabaya&tz=WIT');
    await page.goBack();
    await addressIs(page, '/?from=now-3h&where=city:Surabaya&tz=WIT');
    await page.keyboard.press('r');
    await page.getByLabel('From', { exact: true }).fill('2026-11-20T13:00');
    await page.getByLabel('To', { exact: true }).fill('2026-11-20T14:30');
    await page.getByRole('button', { name: 'Apply' }).click();
    await addressIs(page, '/?from=2026-11-20T04:00:00Z&to=2026-11-20T05:30:00Z&where=city:Surabaya&tz=WIT');
    await page.locator('.time.set').waitFor(wait);
    await page.locator('main').press('Escape');
    await addressIs(page, '/?from=now-3h&where=city:Surabaya&tz=WIT');
    await page.context().close();
  });

  it('says what it could not read, and shows the rest', async ({ skip }) => {
    const page = await livePage(skip, '/?from=yesterday&compare=1d&case=');
    await page.getByText('could not be read').getByText('from').waitFor(wait);
    await page.locator('.time').getByText('Today').waitFor(wait);
    await page.context().close();
  });
});

describe('the scope', () => {
  it('finds one of 5,000 values as text, and draws only those in sight', async ({ skip }) => {
    const page = await livePage(skip, '/');
    await page.locator('.scope', { hasText: 'Merchant' }).getByRole('button').first().click();
    const search = page.getByLabel('Search merchant');
    await page.getByText(/5,00\d of 5,00\d/).waitFor(wait);
    expect(await page.locator('[role=option]').count()).toBeLessThan(40);
    await search.pressSequentially('<IMG');
    await page.getByRole('option').getByText('"><img src=x onerror="window.hacked=1">').waitFor(wait);
    await search.press('Enter');
    await search.fill('apotek-4711');
    await page.getByRole('option').getByText('apotek-4711').waitFor(wait);
    await search.press('Enter');
    await page.keyboard.press('Escape');
    await page.locator('.scope.set').getByText('+1').waitFor(wait);
    const chosen = new URL(page.url()).searchParams.getAll('where');
    expect(chosen).toEqual([`merchantId:${hostile}`, 'merchantId:apotek-4711'].sort());
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate(`'hacked' in window`)).toBe(false);
    await page.goBack();
    await addressIs(page, '/');
    await page.context().close();
  });
});

describe('the keyboard', () => {
  it('lists what works now, leaves who types alone, and goes anywhere by name', async ({ skip }) => {
    const page = await livePage(skip, '/');
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard' });
    for (const name of ['Pause', 'Wall mode', 'Compare with another time']) await sheet.getByText(name).waitFor(wait);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    const field = page.getByLabel('Go to, or do');
    await field.pressSequentially('w f');
    expect(new URL(page.url()).search).toBe('');
    await field.fill('pipel');
    await field.press('Enter');
    await expect.poll(() => new URL(page.url()).pathname, wait).toMatch(/pipeline/);
    await expect.poll(() => page.evaluate('document.activeElement.id'), wait).toBe('main');
    await page.context().close();
  });
});

describe('the wall', () => {
  it('fills one screen without scrolling, and renews itself when another build is served', async ({ skip }) => {
    const proxy = await openCuttableProxy(tidewatch.url);
    const page = await livePage(skip, '/?wall=1', { width: 1920, height: 1080, base: proxy.url });
    await page.getByTestId('wall-clock').waitFor(wait);
    const [size, theme, over] = await page.evaluate<[string, string, number]>(`[
      getComputedStyle(document.documentElement).fontSize,
      document.documentElement.dataset.theme,
      Math.max(document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth),
    ]`);
    expect([size, theme, over]).toEqual(['24px', 'dark', 0]);
    await page.evaluate('window.marked = true');
    const html = await (await fetch(tidewatch.url, { headers: { accept: 'text/html' } })).text();
    let asked = 0;
    await page.route('**/', async (route) => {
      if (route.request().resourceType() !== 'fetch') return route.continue();
      asked += 1;
      return route.fulfill({
        contentType: 'text/html',
        body: html.replace(/(src="\/assets\/[^"]*?)-[^"]*"/, '$1-new.js"'),
      });
    });
    // A reconnect is one of the moments at which it looks.
    proxy.drop();
    await expect.poll(() => page.evaluate(`'marked' in window`).catch(() => true), wait).toBe(false);
    expect(asked).toBeGreaterThan(0);
    await page.context().close();
    await proxy.close();
  });
});

describe('honest ages', () => {
  it('counts them by the clock of the server: an hour off in the browser changes nothing', async ({ skip }) => {
    for (const offMs of [3_600_000, -3_600_000]) {
      const page = await livePage(skip, '/', { clockOffMs: offMs });
      await expect
        .poll(async () => Math.abs(Date.now() - asOfMs(await page.getByTestId('as-of').getAttribute('datetime'))), wait)
        .toBeLessThan(30_000);
      expect(await page.locator('[data-metric][data-state=stale]').count()).toBe(0);
      await page.context().close();
    }
  });

  it('says within seconds that nothing comes any more, keeps the numbers, and is exact after half a minute', async ({
    skip,
  }) => {
    const proxy = await openCuttableProxy(tidewatch.url);
    const page = await livePage(skip, '/', { base: proxy.url });
    await page.evaluate('window.marked = true');
    const tile = page.locator('[data-metric=cancellations]').first();
    const value = tile.getByTestId('value');
    const before = numberOf(await value.innerText());
    expect(before).toBeGreaterThan(0);
    const lastGood = asOfMs(await page.getByTestId('as-of').getAttribute('datetime'));
    proxy.cut();
    const missed = await postMissed();
    await tile.and(page.locator('[data-state=late]')).waitFor(wait);
    await page.locator('.live[data-state=lagging]').waitFor(wait);
    await page.locator('.live[data-state=reconnecting]').waitFor(wait);
    // The second attempt: about half a minute after the cut.
    await page.locator('.live').getByText('try 2').waitFor(wait);
    await page.locator('[data-chart].old').first().waitFor(wait);
    expect(numberOf(await value.innerText())).toBe(before);
    const shown = asOfMs(await page.getByTestId('as-of').getAttribute('datetime'));
    expect(shown - lastGood).toBeLessThan(10_000);
    proxy.mend();
    await page.locator('.live[data-state=live]').waitFor(wait);
    await expect.poll(async () => numberOf(await value.innerText()), wait).toBe(before + missed.length);
    expect(await tile.getAttribute('data-state')).not.toMatch(/late|stale/);
    const feed = page.getByTestId('feed');
    // The feed has a query of its own: it may catch up after the number.
    for (const subject of missed)
      await expect.poll(() => feed.getByText(subject, { exact: true }).count(), wait).toBe(1);
    expect(await page.evaluate(`'marked' in window`)).toBe(true);
    await page.context().close();
    await proxy.close();
  });
});

/** Cancellations of now; answers their subjects. */
async function postMissed(): Promise<readonly string[]> {
  const subjects = ['missed-1', 'missed-2', 'missed-3'];
  await sendWhenReady(
    tidewatch.url,
    subjects.map((subject) => cancellation(subject, 'apotek-melati', new Date().toISOString())),
  );
  return subjects;
}

interface ShellOptions extends PageOptions {
  readonly base?: string;
}

/** An open page that is live and whose status bar is there. Skips the test where no browser runs. */
async function livePage(skip: TestContext['skip'], path: string, options: ShellOptions = {}): Promise<Page> {
  if (browser === null) return skip('no Chromium runs here');
  const { page, faults } = await openPage(browser, `${options.base ?? tidewatch.url}${path}`, options);
  await page.locator('.live[data-state=live]').waitFor(wait);
  await page.locator('.time, [data-testid=wall-clock]').first().waitFor(wait);
  expect(faults).toEqual([]);
  return page;
}

const numberOf = (text: string): number => Number(text.replaceAll(',', ''));
const asOfMs = (text: string | null): number => Date.parse(text ?? '');

async function addressIs(page: Page, path: string): Promise<void> {
  await expect.poll(() => page.url().replace(/^https?:\/\/[^/]+/, ''), wait).toBe(path);
}

/** One cancellation each from many merchants, and one from a hostile one, a minute ago. */
async function postCancellations(): Promise<void> {
  const time = new Date(Date.now() - 60_000).toISOString();
  const names = [...Array.from({ length: merchants }, (_, at) => `apotek-${at}`), hostile];
  await sendWhenReady(
    tidewatch.url,
    names.map((merchantId, at) => cancellation(`shell-${at}`, merchantId, time)),
  );
}

const cancellation = (id: string, merchantId: string, time: string): object => {
  const fields = { orderId: id, city: 'Surabaya', amount: 10_000, cancelledBy: 'system', reason: 'timeout' };
  const envelope = { specversion: '1.0', id, source: 'test', type: 'order.cancelled', time, subject: id };
  return { ...envelope, data: { ...fields, merchantId } };
};
