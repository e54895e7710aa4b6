import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { TestContext } from 'vitest';
import { sendWhenReady } from '../../support/event-stream.ts';
import { startTidewatch } from '../../support/run-tidewatch.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { launchChromium, openPage, type PageOptions } from '../live-page-browser.ts';

const bootstrap = new URL('../../../infra/bootstrap/ensure-dashboard.mjs', import.meta.url).href;

/** What a busy test machine may take to do anything at all. */
export const wait = { timeout: 60_000 };

/** A string that is dangerous where it is taken for markup, and turns round what stands after it. */
export const hostile = '"><img src=x onerror="window.hacked=1">\u202e';

/** Values of an event that are not those of every other. */
type Fields = Readonly<Record<string, string | number>>;

/** What an event says beyond the usual. */
export interface PostedEvent {
  readonly id: string;
  readonly type?: string;
  readonly subject?: string;
  /** Epoch ms; now when left out. */
  readonly timeMs?: number;
  readonly data?: Fields;
}

interface OpenOptions extends PageOptions {
  /** Another way to the same server. */
  readonly base?: string;
}

/** A Tidewatch of its own with the built screens, and a browser before it. */
export interface ServedDashboard {
  readonly url: string;
  readonly pid: number;
  /** Posts cancelled orders (or what `type` says) and answers when the log has them. */
  post(events: readonly PostedEvent[]): Promise<void>;
  /** Waits until so many cancelled orders can be listed: numbers are on the screens a second or two before. */
  untilListed(count: number, where?: string): Promise<void>;
  /** The total of a metric between two times. */
  total(metric: string, query: string): Promise<number | null>;
  /** A page at the path, in a profile of its own, with what went wrong on it. Skips the test where no browser runs. */
  open(
    skip: TestContext['skip'],
    path: string,
    options?: OpenOptions,
  ): Promise<{ page: Page; faults: readonly string[] }>;
  stop(): Promise<void>;
}

/** Builds the screens if need be, starts `tidewatch start` with these variables and a browser. */
export async function serveDashboard(env: Readonly<Record<string, string>> = {}): Promise<ServedDashboard> {
  const { ensureDashboard } = (await import(bootstrap)) as { ensureDashboard(): void };
  ensureDashboard();
  const browser: Browser | null = await launchChromium();
  const data = await mkdtemp(join(tmpdir(), 'tidewatch-screens-'));
  const tidewatch = await startTidewatch({ args: ['--data', data, '--port', '0'], env });
  return {
    url: tidewatch.url,
    pid: tidewatch.pid,
    post: (events) => sendWhenReady(tidewatch.url, events.map(envelopeOf)),
    async untilListed(count, where = '') {
      const path = `/v1/events?type=order.cancelled&from=now-1h&to=now&limit=1000${where}`;
      await waitUntil(
        `${count} cancelled orders are listed`,
        async () => {
          const { events } = (await (await fetch(tidewatch.url + path)).json()) as { events?: readonly unknown[] };
          return (events?.length ?? 0) >= count;
        },
        wait.timeout,
      );
    },
    async total(metric, query) {
      const reply = await fetch(`${tidewatch.url}/v1/metrics/${metric}/series?${query}`);
      const { series } = (await reply.json()) as { readonly series: readonly { readonly total: number | null }[] };
      return series[0]?.total ?? null;
    },
    async open(skip, path, options = {}) {
      if (browser === null) return skip('no Chromium runs here');
      const opened = await openPage(browser, `${options.base ?? tidewatch.url}${path}`, options);
      await opened.page.locator('.live[data-state=live]').waitFor(wait);
      return opened;
    },
    async stop() {
      await browser?.close();
      tidewatch.kill('SIGKILL');
      await tidewatch.ended();
      await rm(data, { recursive: true, force: true });
    },
  };
}

const envelopeOf = ({ id, type = 'order.cancelled', subject = id, timeMs = Date.now(), data = {} }: PostedEvent) => ({
  specversion: '1.0',
  id,
  source: 'shop',
  type,
  time: new Date(timeMs).toISOString(),
  subject,
  data: {
    orderId: subject,
    merchantId: 'apotek-melati',
    city: 'Surabaya',
    cancelledBy: 'merchant',
    reason: 'out_of_stock',
    amount: 184_000,
    ...data,
  },
});
