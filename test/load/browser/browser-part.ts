import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { io, type Socket } from 'socket.io-client';
import { launchChromium, openPage } from '../../acceptance/live-page-browser.ts';
import { startTidewatch } from '../../support/run-tidewatch.ts';
import { waitUntil } from '../../support/wait-until.ts';
import type { BenchOptions } from '../options.ts';
import { withFolder } from '../process/with-folder.ts';
import type { Section } from '../report/results-page.ts';
import { figure, quantileOf } from '../report/spread.ts';
import { ensureDashboard } from './ensure-dashboard.ts';
import { heapOfPage, type HeapOfPage } from './heap-of-page.ts';
import { cancelOrder, keepOrdering, postHistory } from './shop-events.ts';

const sockets = 50;
const cancellations = 100;
const ordersPerSecond = 50;
const tz = 'Asia/Jakarta';
/** After it the panels are there, and the engine of the browser has compiled most of what runs at each repaint: code is heap too. */
const warmUpMs = 120_000;
const mib = 1_048_576;

/** How long an event takes to the eye, and what the page costs while it is open. */
export async function browserPart({ seconds }: BenchOptions): Promise<readonly Section[]> {
  ensureDashboard();
  const browser = await launchChromium();
  if (browser === null) throw new Error('no Chromium runs here');
  try {
    return await withFolder(async (folder) => {
      const tidewatch = await startTidewatch({ args: ['--data', join(folder, 'data'), '--port', '0'] });
      const others: Socket[] = [];
      try {
        await waitUntil('Tidewatch is ready', async () => (await fetch(`${tidewatch.url}/readyz`)).ok, 60_000);
        const cancelled = await postHistory(tidewatch.url);
        const isCounted = async () => (await cancelledSince(tidewatch.url, 'now-9d')) === cancelled;
        await waitUntil('the history is counted', isCounted, 60_000);
        const { page } = await openPage(browser, tidewatch.url);
        const openedAt = performance.now();
        await page.locator('.live[data-state=live]').waitFor({ timeout: 60_000 });
        for (let at = 0; at < sockets; at += 1) others.push(await subscribed(tidewatch.url));
        const orders = keepOrdering(tidewatch.url, ordersPerSecond);
        const waitsMs = await paintedAfter(page, tidewatch.url);
        await delay(Math.max(0, openedAt + warmUpMs - performance.now()));
        const cost = await costOf(page, seconds);
        await orders.stop();
        return [latencySection(waitsMs), costSection(cost, seconds)];
      } finally {
        for (const other of others) other.close();
        tidewatch.kill('SIGTERM');
        await tidewatch.ended();
      }
    });
  } finally {
    await browser.close();
  }
}

async function cancelledSince(url: string, from: string): Promise<number | null> {
  const query = new URLSearchParams({ from, to: 'now', step: '1h', tz });
  const reply = await fetch(`${url}/v1/metrics/cancellations/series?${query.toString()}`);
  const { series } = (await reply.json()) as { series?: readonly { readonly total: number | null }[] };
  return series?.[0]?.total ?? null;
}

/** One more screen, as far as the server can tell. */
async function subscribed(url: string): Promise<Socket> {
  const socket = io(`${url}/live`, { transports: ['websocket'], forceNew: true });
  const query = { kind: 'series', metric: 'cancellations', from: 'now/d', to: 'now', step: '1m', tz };
  await socket.timeout(30_000).emitWithAck('subscribe', { query });
  return socket;
}

/** In the page: when each number of the tile was painted, epoch ms. A frame is on the screen when the next one begins. */
const watchTile = `
  window.paintedAt = {};
  const tile = document.querySelector('[data-metric=cancellations]');
  const look = () => {
    const number = Number(tile.querySelector('[data-testid=value]')?.textContent.replaceAll(',', ''));
    if (Number.isNaN(number) || number in window.paintedAt) return;
    window.paintedAt[number] = Infinity;
    requestAnimationFrame(() => requestAnimationFrame(() => { window.paintedAt[number] = Date.now(); }));
  };
  new MutationObserver(look).observe(tile, { subtree: true, childList: true, characterData: true });
`;

/** From the acknowledged append of a cancellation to the frame that shows the number with it, ascending ms. */
async function paintedAfter(page: Page, url: string): Promise<readonly number[]> {
  await page.evaluate(watchTile);
  const before = (await cancelledSince(url, 'now/d')) ?? 0;
  const appendedAt: number[] = [];
  for (let count = 1; count <= cancellations; count += 1) {
    await cancelOrder(url);
    appendedAt.push(Date.now());
    // At no fixed place in the rhythm of the page.
    await delay(150 + ((count * 379) % 500));
  }
  await waitUntil(
    'the last one is painted',
    async () =>
      Number.isFinite((await page.evaluate<Record<string, number>>('window.paintedAt'))[before + cancellations]),
    30_000,
  );
  const painted = Object.entries(await page.evaluate<Record<string, number>>('window.paintedAt'))
    .map(([number, at]) => [Number(number), at] as const)
    .toSorted(([one], [other]) => one - other);
  return appendedAt
    .map((at, index) => (painted.find(([number]) => number > before + index)?.[1] ?? Number.NaN) - at)
    .toSorted((one, other) => one - other);
}

interface Cost {
  readonly heapMiB: readonly number[];
  /** At the beginning and at the end. */
  readonly heaps: readonly [HeapOfPage, HeapOfPage];
  readonly paintsPerSecond: number;
  /** Share of the time in which the main thread had nothing to do. */
  readonly idle: number;
}

async function costOf(page: Page, seconds: number): Promise<Cost> {
  const session = await page.context().newCDPSession(page);
  // By the clock of the thread: what others on the machine do is not this page's.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const first = await heapOfPage(session);
  await page.evaluate(countRepaints);
  const heapMiB = [await heapOf(session)];
  const [busyBefore, begun] = [await metricOf(session, 'TaskDuration'), performance.now()];
  const paintsBefore = await page.evaluate<number>('window.repaints');
  const parts = 5;
  for (let part = 1; part <= parts; part += 1) {
    await delay(Math.max(0, begun + (part * seconds * 1_000) / parts - performance.now()));
    if (part < parts) heapMiB.push(await heapOf(session));
  }
  const elapsed = (performance.now() - begun) / 1_000;
  const idle = 1 - ((await metricOf(session, 'TaskDuration')) - busyBefore) / elapsed;
  const paintsPerSecond = ((await page.evaluate<number>('window.repaints')) - paintsBefore) / elapsed;
  heapMiB.push(await heapOf(session));
  return { heapMiB, heaps: [first, await heapOfPage(session)], paintsPerSecond, idle };
}

/** In the page: how often something of it was changed. What changes within a twentieth of a second is painted once. */
const countRepaints = `
  window.repaints = 0;
  let lastAt = -Infinity;
  new MutationObserver(() => {
    if (performance.now() - lastAt > 50) window.repaints += 1;
    lastAt = performance.now();
  }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
`;

async function metricOf(session: CDPSession, wanted: string): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
}

/** What is still used after a collection, MiB. */
async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage');
  return (await metricOf(session, 'JSHeapUsedSize')) / mib;
}

function latencySection(waitsMs: readonly number[]): Section {
  const shares = [0.5, 0.95, 0.99];
  return {
    part: 'browser-latency',
    title: 'Append to paint',
    about: `${cancellations} cancelled orders one by one, among ${ordersPerSecond} other events a second, with ${sockets} more subscribed sockets; from the acknowledged append to the frame of Chromium that shows the number with it. Browser, sender and server share the machine.`,
    columns: ['p50 ms', 'p95 ms', 'p99 ms', 'largest ms'],
    rows: [[...shares.map((share) => figure(quantileOf(waitsMs, share))), figure(waitsMs.at(-1) ?? Number.NaN)]],
  };
}

function costSection({ heapMiB, heaps, paintsPerSecond, idle }: Cost, seconds: number): Section {
  const heap = heapMiB.map((size) => figure(size)).join(', ');
  const [data, code] = (['data', 'code'] as const).map((kind) => heaps.map((one) => figure(one[kind])).join(' → '));
  return {
    part: 'browser-page',
    title: 'The open page',
    about: `The operations overview for ${figure(seconds)} s at ${ordersPerSecond} events a second, with eight days of history and two minutes after it was opened: heap in use after a collection at the beginning, after each fifth and at the end, and how much of it is what the page keeps and what the browser has compiled of its scripts; changes of the document that make a frame; share of the time in which the main thread uses no processor.`,
    columns: ['heap MiB', 'kept MiB', 'compiled MiB', 'repaints a second', 'main thread idle'],
    rows: [[heap, data ?? '', code ?? '', figure(paintsPerSecond), `${figure(idle * 100)} %`]],
  };
}
