import { userInfo } from 'node:os';
import type { AlertDetail, AlertItem, AlertsAnswer } from '@tidewatch/contract/alerts';
import { fetchJson, serverUrl } from '../../http/fetch-json.ts';
import type { Io } from '../../io.ts';
import { formatOf } from '../../verbs/format-of.ts';
import { readOptions } from '../../verbs/read-options.ts';
import { UsageError } from '../../verbs/usage-error.ts';
import { endSilence, listSilences, silenceAlerts } from './silences.ts';

const help = `Usage: tidewatch alerts list [--state STATE …] [--rule RULE …] [--label NAME:VALUE …] [--format table|json]
       tidewatch alerts ack ID [--by NAME] [--comment TEXT]
       tidewatch alerts silence --matcher LABEL=VALUE … --for SPAN [--by NAME] [--comment TEXT]
       tidewatch alerts silence --end ID [--by NAME]
       tidewatch alerts silences [--format table|json]

Lists alerts, firing and unacknowledged first (resolved ones only with --state resolved), takes one over, and keeps quiet about some.

  --matcher TEXT  label = value, with =, !=, =~ or !~; all of them must hold. Labels: alertname (the rule), severity, the rule's
                  dimensions and its own labels
  --for SPAN      how long, from now: 30m, 2h, 1d
  --end ID        ends this silence now instead of beginning one
  --by NAME       who does it (default: who is logged in)
  --url URL       default http://127.0.0.1:$TIDEWATCH_PORT

Example: tidewatch alerts silence --matcher alertname=payment_failures --for 2h --comment 'the bank is informed'
`;

const text = { type: 'string' } as const;
const list = { type: 'string', multiple: true } as const;

/** `tidewatch alerts`. */
export async function alertsCommand(args: readonly string[], io: Io): Promise<number> {
  const options = {
    state: list,
    rule: list,
    label: list,
    matcher: list,
    for: text,
    end: text,
    by: text,
    comment: text,
    format: text,
    url: text,
  };
  const told = readOptions(args, io, { help, options, takesArguments: true });
  if (told === null) return 0;
  const { values, positionals } = told;
  const format = formatOf(values.format, ['table', 'json']);
  const [action, ...ids] = positionals;
  const server = `${serverUrl(values.url, io)}/v1`;
  const by = (): string => values.by ?? userInfo().username;
  if (action === 'list' && ids.length === 0) await listAlerts(`${server}/alerts`, { ...values, format }, io);
  else if (action === 'ack' && ids.length > 0) {
    for (const id of ids) await acknowledge(`${server}/alerts/${encodeURIComponent(id)}`, by(), values.comment, io);
  } else if (action === 'silence' && ids.length === 0 && values.end !== undefined)
    await endSilence(`${server}/silences`, values.end, values, by(), io);
  else if (action === 'silence' && ids.length === 0) await silenceAlerts(`${server}/silences`, values, by(), io);
  else if (action === 'silences' && ids.length === 0) await listSilences(`${server}/silences`, format, io);
  else throw new UsageError('say list, ack ID, silence or silences; tidewatch alerts --help says more');
  return 0;
}

async function listAlerts(
  url: string,
  values: { state?: string[]; rule?: string[]; label?: string[]; format?: string },
  io: Io,
): Promise<void> {
  const search = new URLSearchParams();
  for (const name of ['rule', 'label'] as const) for (const value of values[name] ?? []) search.append(name, value);
  for (const state of values.state ?? ['firing', 'pending']) search.append('state', state);
  const answer = await fetchJson<AlertsAnswer>(`${url}?${search.toString()}`);
  if (values.format === 'json') io.stdout.write(`${JSON.stringify(answer)}\n`);
  else if (answer.alerts.length === 0) io.stdout.write('No alerts.\n');
  else for (const alert of answer.alerts) io.stdout.write(`${lineOf(alert)}\n`);
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
