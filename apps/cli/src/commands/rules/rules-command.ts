import type { BacktestAnswer } from '@tidewatch/contract/alerts';
import { fetchJson, serverUrl } from '../../http/fetch-json.ts';
import type { Io } from '../../io.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import { formatOf } from '../../verbs/format-of.ts';
import { readOptions } from '../../verbs/read-options.ts';
import { UsageError } from '../../verbs/usage-error.ts';
import { readCatalog } from '../start/read-catalog.ts';
import { backtestText } from './backtest-text.ts';
import { testRules } from './test-rules.ts';

const help = `Usage: tidewatch rules test FILE … [--catalog DIR]
       tidewatch rules backtest RULE [--from TIME] [--to TIME] [--when EXPR] [--clear EXPR] [--for SPAN] [--replay] [--format table|json]

test runs rule unit tests: YAML documents with input events or values, and the states that are expected at times. No server is
needed. backtest asks a running Tidewatch when a rule would have fired, or a draft of it.

  --catalog DIR   the definitions (default ./infra/catalog)
  --from TIME     ISO 8601 or now-30d (default now-7d, with --replay now-1h)
  --to TIME       ISO 8601 or now (default now)
  --when, --clear, --for, --keepFiring, --over, --minCount   try this instead of what the catalog says; --clear '' takes it out
  --replay        evaluate on what was known at each moment, four times a second as the alerter does, instead of what is known
                  now at the end of each step. Reads the topic rollups, which is kept for 7 days
  --url URL       default http://127.0.0.1:$TIDEWATCH_PORT

Example: tidewatch rules backtest high_cancellation_rate --from now-30d --when 'value > 0.1'
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;
const drafts = { when: text, clear: text, for: text, keepFiring: text, over: text, minCount: text };

/** `tidewatch rules`. */
export async function rulesCommand(args: readonly string[], io: Io): Promise<number> {
  const options = { ...drafts, from: text, to: text, catalog: text, format: text, url: text, replay: flag };
  const told = readOptions(args, io, { help, options, takesArguments: true });
  if (told === null) return 0;
  const { values, positionals } = told;
  const format = formatOf(values.format, ['table', 'json']);
  const [action, ...names] = positionals;
  if (action === 'test') {
    if (names.length === 0) throw new UsageError('name at least one test file; tidewatch rules --help says more');
    const overrides = values.catalog === undefined ? {} : { catalog: values.catalog };
    const { settings } = await loadSettings(io.env, { overrides });
    return testRules(names, await readCatalog(settings.catalog), io);
  }
  const [rule, ...more] = names;
  if (action !== 'backtest' || rule === undefined || more.length > 0)
    throw new UsageError('say test FILE or backtest RULE; tidewatch rules --help says more');
  const answer = await fetchJson<BacktestAnswer>(
    `${serverUrl(values.url, io)}/v1/rules/${encodeURIComponent(rule)}/backtest`,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        from: values.from,
        to: values.to,
        source: values.replay === true ? 'replay' : 'cells',
        draft: draftOf(values),
      }),
    },
  );
  io.stdout.write(format === 'json' ? `${JSON.stringify(answer)}\n` : backtestText(answer));
  return 0;
}

function draftOf(values: Partial<Record<keyof typeof drafts, string>>): Record<string, unknown> {
  const draft: Record<string, unknown> = {};
  for (const name of Object.keys(drafts) as (keyof typeof drafts)[]) {
    const value = values[name];
    if (value !== undefined) draft[name] = name === 'minCount' ? Number(value) : value === '' ? null : value;
  }
  return draft;
}
