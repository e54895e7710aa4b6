import { durationSchema } from '@tidewatch/contract/catalog/texts';
import type { LabelMatcher, NewSilence, SilenceItem, SilencesAnswer } from '@tidewatch/contract/operations/silences';
import { matcherText, parseMatcher } from '@tidewatch/core/alerting/matching/label-matchers';
import { spanMs } from '@tidewatch/core/catalog/checks/check-rules';
import { fetchJson } from '../../http/fetch-json.ts';
import type { Io } from '../../io.ts';
import { UsageError } from '../../verbs/usage-error.ts';

/** What `alerts silence` was told. */
export interface SilenceWords {
  readonly matcher?: readonly string[];
  readonly for?: string;
  readonly comment?: string;
}

/** Begins a silence now. Throws a `UsageError` for matchers or a time that cannot be read. */
export async function silenceAlerts(url: string, words: SilenceWords, by: string, io: Io): Promise<void> {
  const matchers = (words.matcher ?? []).map(matcherOf);
  if (matchers.length === 0) throw new UsageError('say which alerts: --matcher city=Ambon, once for each condition');
  const span = durationSchema.safeParse(words.for);
  if (!span.success) throw new UsageError('say for how long: --for 30m, with s, m, h or d');
  const silence: NewSilence = { matchers, durationMs: spanMs(span.data), by, comment: words.comment ?? '' };
  const made = await fetchJson<SilenceItem>(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(silence),
  });
  const open = made.hides.length === 1 ? '1 open alert' : `${made.hides.length} open alerts`;
  io.stdout.write(`${made.id} hides ${open} until ${new Date(made.endsAt).toISOString()}.\n`);
}

/** Ends a silence now. Throws a `UsageError` when a new one was described as well. */
export async function endSilence(url: string, id: string, words: SilenceWords, by: string, io: Io): Promise<void> {
  if (words.matcher !== undefined || words.for !== undefined || words.comment !== undefined)
    throw new UsageError('--end ends a silence; --matcher, --for and --comment begin another');
  const ended = await fetchJson<SilenceItem>(`${url}/${encodeURIComponent(id)}/end`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ by }),
  });
  io.stdout.write(`${ended.id} has ended.\n`);
}

/** Lists silences: active first, then those to come, then what has ended. */
export async function listSilences(url: string, format: string | undefined, io: Io): Promise<void> {
  const answer = await fetchJson<SilencesAnswer>(url);
  if (format === 'json') io.stdout.write(`${JSON.stringify(answer)}\n`);
  else if (answer.silences.length === 0) io.stdout.write('No silences.\n');
  else for (const silence of answer.silences) io.stdout.write(`${lineOf(silence)}\n`);
}

function matcherOf(text: string): LabelMatcher {
  try {
    return parseMatcher(text);
  } catch (cause) {
    throw new UsageError(`--matcher ${text}: ${cause instanceof Error ? cause.message : 'not valid'}`);
  }
}

function lineOf({ id, state, endsAt, hides, matchers, by, comment }: SilenceItem): string {
  const until = new Date(endsAt).toISOString().slice(0, 19);
  const text = matchers.map(matcherText).join(' ');
  return [id, state.padEnd(7), until, `hides ${hides.length}`.padEnd(9), text, by, comment].join('  ').trimEnd();
}
