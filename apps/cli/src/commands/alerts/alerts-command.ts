import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import type { AlertDetail, AlertItem, AlertsAnswer } from '@tidewatch/contract/alerts';
import { fetchJson, serverUrl } from '../../http/fetch-json.ts';
import type { Io } from '../../io.ts';
import { UsageError } from '../../verbs/usage-error.ts';

const help = `Usage: tidewatch alerts list [--state STATE …] [--rule RULE …] [--label NAME:VALUE …] [--format table|json]
       tidewatch alerts ack ID [--by NAME] [--comment TEXT]

Lists alerts, firing and unacknowledged first (resolved ones only with --state resolved), and takes one over.

  --by NAME   who takes it (default: who is logged in)
  --url URL   default http://127.0.0.1:$TIDEWATCH_PORT
`;

const text = { type: 'string' } as const;
const list = { type: 'string', multiple: true } as const;

/** `tidewatch alerts`. */
export async function alertsCommand(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      state: list,
      rule: list,
      label: list,
      by: text,
      comment: text,
      format: text,
      url: text,
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    io.stdout.write(help);
    return 0;
  }
  const [action, ...ids] = positionals;
  const url = `${serverUrl(values.url, io)}/v1/alerts`;
  if (action === 'list' && ids.length === 0) return listAlerts(url, values, io);
  if (action === 'ack' && ids.length > 0) {
    const by = values.by ?? userInfo().username;
    for (const id of ids) await acknowledge(`${url}/${encodeURIComponent(id)}`, by, values.comment, io);
    return 0;
  }
  throw new UsageError('say list, or ack ID; tidewatch alerts --help says more');
}

async function listAlerts(
  url: string,
  values: { state?: string[]; rule?: string[]; label?: string[]; format?: string },
  io: Io,
): Promise<number> {
  const search = new URLSearchParams();
  for (const name of ['rule', 'label'] as const) for (const value of values[name] ?? []) search.append(name, value);
  for (const state of values.state ?? ['firing', 'pending']) search.append('state', state);
  const answer = await fetchJson<AlertsAnswer>(`${url}?${search.toString()}`);
  if (values.format === 'json') io.stdout.write(`${JSON.stringify(answer)}\n`);
  else if (answer.alerts.length === 0) io.stdout.write('No alerts.\n');
  else for (const alert of answer.alerts) io.stdout.write(`${lineOf(alert)}\n`);
  return 0;
}

function lineOf(alert: AlertItem): string {
  const { id, state, severity, rule, group, evidence, acknowledged, flapping, firingSince, activeSince } = alert;
  const names = Object.entries(group).map(([dimension, value]) => `${dimension}=${value}`);
  const value = evidence.value === null ? '-' : String(Number(evidence.value.toPrecision(6)));
  const since = new Date(firingSince ?? activeSince).toISOString().slice(0, 19);
  const marks = [flapping ? 'flapping' : '', acknowledged === null ? '' : `has ${acknowledged.by}`];
  return [id, state.padEnd(8), severity.padEnd(8), since, rule.padEnd(30), value.padEnd(10), ...names, ...marks]
    .join('  ')
    .trimEnd();
}

async function acknowledge(url: string, by: string, comment: string | undefined, io: Io): Promise<void> {
  const post = (act: string, body: object): Promise<AlertDetail> =>
    fetchJson<AlertDetail>(`${url}/${act}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ by, via: 'cli', ...body }),
    });
  const { alert } = await post('acknowledge', {});
  if (comment !== undefined) await post('comment', { text: comment });
  io.stdout.write(`${alert.id} ${alert.rule}: ${alert.acknowledged?.by ?? by} has it.\n`);
}
