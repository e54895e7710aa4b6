import type { SeriesAnswer } from '@tidewatch/contract';
import { fetchJson, serverUrl } from '../../http/fetch-json.ts';
import type { Io } from '../../io.ts';
import { formatOf } from '../../verbs/format-of.ts';
import { readOptions } from '../../verbs/read-options.ts';
import { UsageError } from '../../verbs/usage-error.ts';
import { csvOf, tableOf } from './format-series.ts';

const help = `Usage: tidewatch query METRIC [options]

Reads one metric from a running Tidewatch.

  --from TIME     ISO 8601 or now-3h (default now-3h)
  --to TIME       ISO 8601 or now (default now)
  --step STEP     1m, 1h, 1d … (default: by the range)
  --by DIM        break down by a dimension; repeatable
  --where DIM:V   only these; repeatable (same dimension: or, others: and)
  --tz ZONE       calendar days of this zone (default UTC)
  --compare 7d    the same time earlier beside it
  --stat p95      for quantiles
  --limit N       series by name, the rest is (other) (default 10)
  --order ORDER   total, -total or group (default -total)
  --format F      table, json or csv (default table)
  --url URL       default http://127.0.0.1:$TIDEWATCH_PORT

Example: tidewatch query cancellations --from now-24h --step 1h --by reason
`;

const text = { type: 'string' } as const;
const list = { type: 'string', multiple: true } as const;
const parameters = {
  from: text,
  to: text,
  step: text,
  by: list,
  where: list,
  tz: text,
  compare: text,
  stat: text,
  limit: text,
  order: text,
};

/** `tidewatch query`. */
export async function queryCommand(args: readonly string[], io: Io): Promise<number> {
  const told = readOptions(args, io, {
    help,
    options: { ...parameters, format: text, url: text },
    takesArguments: true,
  });
  if (told === null) return 0;
  const { values, positionals } = told;
  const [metric, ...more] = positionals;
  if (metric === undefined || more.length > 0)
    throw new UsageError('name one metric; tidewatch query --help says more');
  const format = formatOf(values.format, ['table', 'json', 'csv']);
  const search = new URLSearchParams();
  for (const name of Object.keys(parameters) as (keyof typeof parameters)[]) {
    for (const value of [values[name] ?? []].flat()) search.append(name, value);
  }
  const url = `${serverUrl(values.url, io)}/v1/metrics/${encodeURIComponent(metric)}/series?${search.toString()}`;
  const answer = await fetchJson<SeriesAnswer>(url);
  if (format === 'json') io.stdout.write(`${JSON.stringify(answer)}\n`);
  else io.stdout.write((format === 'csv' ? csvOf : tableOf)(answer, values.compare));
  return 0;
}
