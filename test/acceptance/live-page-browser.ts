import { existsSync } from 'node:fs';
import chromiumOfNpm from '@sparticuz/chromium';
import { chromium, type Browser, type Page } from 'playwright-core';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
// The package's own arguments switch web security off, which these tests are about.
const browserArguments = ['--no-sandbox', '--no-zygote', '--disable-gpu', '--disable-dev-shm-usage'];

/** Starts the installed Chromium, else the one from npm; null (in CI a failure) where neither runs, with the reason on standard error. */
export async function launchChromium(more: readonly string[] = []): Promise<Browser | null> {
  try {
    const executablePath = installed.find((path) => existsSync(path)) ?? (await chromiumOfNpm.executablePath());
    return await chromium.launch({ executablePath, args: [...browserArguments, ...more] });
  } catch (error) {
    if (process.env['CI'] !== undefined) throw error;
    const reason = error instanceof Error ? error.message : 'no Chromium runs';
    process.stderr.write(`The live page was NOT tested in a browser: ${reason}\n`);
    return null;
  }
}

/** A page with what went wrong on it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors of scripts, requests that left the origin, and what the content security policy forbade. */
  readonly faults: readonly string[];
}

export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce';
  /** How far the clock of the browser is ahead. */
  readonly clockOffMs?: number;
}

/** Opens the page in a fresh profile. Its context is the caller's to close. */
export async function openPage(browser: Browser, url: string, options: PageOptions = {}): Promise<WatchedPage> {
  const { width = 1440, height = 900, colorScheme = 'light', reducedMotion, clockOffMs = 0 } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    ...(reducedMotion === undefined ? {} : { reducedMotion }),
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (/security policy|\[Vue warn\]|unhandled/i.test(message.text())) faults.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(url).origin)) faults.push(`a request to ${request.url()}`);
  });
  await page.addInitScript({ content: watchLayoutShift });
  if (clockOffMs !== 0) await page.addInitScript({ content: clockOff(clockOffMs) });
  await page.goto(url);
  return { page, faults };
}

// Runs in the page, whose types these tests do not have: `layoutShift` is the sum of what moved without a hand of the user, `shifted` says what.
const watchLayoutShift = `
  window.layoutShift = 0;
  window.shifted = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      if (hadRecentInput) continue;
      window.layoutShift += value;
      for (const { node, previousRect, currentRect } of sources)
        window.shifted.push([node?.className ?? node?.nodeName, previousRect.x, previousRect.y, 'to', currentRect.x, currentRect.y].join(' '));
    }
  }).observe({ type: 'layout-shift', buffered: true });
`;

/** In the page: a wall clock that is wrong. The monotonic one cannot be. */
const clockOff = (offMs: number) => `
  const RightDate = Date;
  window.Date = class extends RightDate {
    constructor(...parts) {
      if (parts.length === 0) super(RightDate.now() + ${offMs});
      else super(...parts);
    }
    static now() {
      return RightDate.now() + ${offMs};
    }
  };
`;
