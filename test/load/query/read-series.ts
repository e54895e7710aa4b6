import type { SeriesAnswer } from '@tidewatch/contract';
import type { QueryData } from './query-data.ts';

/** What was written for the queries. */
export interface Loaded {
  readonly cells: number;
  readonly orders: number;
  /** The ten largest merchants with their orders. */
  readonly top: readonly (readonly [string, number])[];
}

/** One series query at a step of a minute; times are epoch milliseconds. */
export async function readSeries(
  url: string,
  search: Readonly<Record<string, string | number>> & { readonly from: number; readonly to: number },
): Promise<SeriesAnswer> {
  const { from, to, ...others } = search;
  const parameters = new URLSearchParams({
    step: '1m',
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
  });
  for (const [name, value] of Object.entries(others)) parameters.set(name, String(value));
  const response = await fetch(`${url}/v1/metrics/query_orders/series?${parameters.toString()}`);
  if (!response.ok) throw new Error(`the server answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as SeriesAnswer;
}

/** Throws unless the whole range answers what was written. */
export async function checkAnswers(url: string, { fromMs, toMs }: QueryData, { orders, top }: Loaded): Promise<void> {
  const total = await readSeries(url, { from: fromMs, to: toMs });
  expectSame('the total', total.series[0]?.total, orders);
  expectSame(
    'the points',
    total.series[0]?.points.reduce((sum, [, value]) => sum + (value ?? 0), 0),
    orders,
  );
  const byMerchant = await readSeries(url, { from: fromMs, to: toMs, by: 'merchantId', limit: 10 });
  const named = byMerchant.series.filter(({ group }) => group['merchantId'] !== '(other)');
  expectSame(
    'the top 10',
    JSON.stringify(named.map(({ total: found }) => found)),
    JSON.stringify(top.map(([, count]) => count)),
  );
  const all = byMerchant.series.reduce((sum, { total: found }) => sum + (found ?? 0), 0);
  expectSame('top 10 and other', all, orders);
}

function expectSame(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`${what}: ${String(found)} and not ${String(wanted)}`);
}
