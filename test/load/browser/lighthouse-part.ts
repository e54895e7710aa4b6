import { join } from 'node:path';
import lighthouse, { desktopConfig } from 'lighthouse';
import { freePort } from '../../support/free-port.ts';
import { launchChromium } from '../../acceptance/live-page-browser.ts';
import { startTidewatch } from '../../support/run-tidewatch.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { ensureDashboard } from './ensure-dashboard.ts';
import { cancelOrder } from './shop-events.ts';
import type { BenchOptions } from '../options.ts';
import { withFolder } from '../process/with-folder.ts';
import type { Section } from '../report/results-page.ts';
import { figure, spreadOf, spreadText } from '../report/spread.ts';

const categories = ['performance', 'accessibility', 'best-practices'] as const;
const paths = ['/', '/d/cancellations'] as const;

/** What Lighthouse says of the built screens. */
export async function lighthousePart({ runs }: BenchOptions): Promise<readonly Section[]> {
  ensureDashboard();
  const port = await freePort();
  const browser = await launchChromium([`--remote-debugging-port=${port}`]);
  if (browser === null) throw new Error('no Chromium runs here');
  try {
    const rows = await withFolder(async (folder) => {
      const tidewatch = await startTidewatch({ args: ['--data', join(folder, 'data'), '--port', '0'] });
      try {
        await waitUntil('Tidewatch is ready', async () => (await fetch(`${tidewatch.url}/readyz`)).ok, 60_000);
        for (let count = 0; count < 20; count += 1) await cancelOrder(tidewatch.url);
        const found: (readonly string[])[] = [];
        for (const path of paths) found.push([path, ...(await scores(tidewatch.url + path, port, runs))]);
        return found;
      } finally {
        tidewatch.kill('SIGTERM');
        await tidewatch.ended();
      }
    });
    const columns = ['screen', ...categories, 'largest paint ms', 'layout shift'];
    const about = `Lighthouse for a desktop, on the built screens from \`tidewatch start\`; ${runs} runs.`;
    return [{ part: 'lighthouse', title: 'Lighthouse', about, columns, rows }];
  } finally {
    await browser.close();
  }
}

/** The scores of a page of 100 each, and two figures; what is not perfect is told on standard error. */
async function scores(url: string, port: number, runs: number): Promise<readonly string[]> {
  const measured: number[][] = [];
  for (let run = 0; run < runs; run += 1) {
    const result = await lighthouse(url, { port, logLevel: 'silent', onlyCategories: [...categories] }, desktopConfig);
    const report = result?.lhr;
    if (report === undefined || report.runtimeError !== undefined)
      throw new Error(`Lighthouse could not look at ${url}: ${report?.runtimeError?.message ?? 'no report'}`);
    measured.push([
      ...categories.map((name) => (report.categories[name]?.score ?? Number.NaN) * 100),
      report.audits['largest-contentful-paint']?.numericValue ?? Number.NaN,
      report.audits['cumulative-layout-shift']?.numericValue ?? Number.NaN,
    ]);
    for (const { id, score, title } of Object.values(report.audits))
      if (score !== null && score < 0.9) process.stderr.write(`${url}: ${id} ${figure(score)}: ${title}\n`);
  }
  return [...categories, 'paint', 'shift'].map((_, column) =>
    spreadText(spreadOf(measured.map((row) => row[column] ?? Number.NaN))),
  );
}
