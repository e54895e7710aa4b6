import { operationCodes, problemCodes, rejectionCodes } from '@tidewatch/contract';
import { settingLeaves } from '../settings/environment.ts';
import { verbs } from '../verbs/verbs.ts';

/** The reference page, made from the code: what users may rely on. */
export function referencePage(): string {
  return [
    '# Tidewatch: reference',
    'Made from the code by `apps/cli/src/reference/write-reference.ts`; do not edit by hand.',
    '## Command line',
    'From the root of the repository: `npm run -s tidewatch -- VERB …`. Every verb has `--help`. Exit codes: 0 ok, 1 failed, 2 usage.',
    list(
      'command line',
      ['verb', 'usage', 'what'],
      verbs.map(({ name, usage, summary }) => [code(name), code(`tidewatch ${usage}`), summary]),
    ),
    '## Settings',
    'From `tidewatch.yaml` in the working directory (or `--settings FILE`, `TIDEWATCH_SETTINGS`), then variables, then options of the command. `TIDEWATCH_PORT` and `TIDEWATCH_HOST` are short for the `HTTP` ones. Lists are separated by commas in variables.',
    list(
      'settings',
      ['setting', 'variable', 'default', 'what'],
      settingLeaves.map(({ path, variable, fallback, description }) => [
        code(path.join('.')),
        variable === null ? 'file only' : code(variable),
        fallback === undefined ? '' : code(JSON.stringify(fallback)),
        description,
      ]),
    ),
    '## Why an event could not be used',
    'The same codes in `rejected` of the answer of `POST /v1/events` and in dead letters.',
    list(
      'rejection codes',
      ['code', 'meaning'],
      Object.entries(rejectionCodes).map(([name, text]) => [code(name), text]),
    ),
    '## Problems of the HTTP API',
    'Errors are problem details (RFC 9457, `application/problem+json`) with one of these in `code`.',
    list(
      'problem codes',
      ['code', 'status'],
      Object.entries(problemCodes).map(([name, status]) => [code(name), String(status)]),
    ),
    '## Faults that an operator mends',
    list(
      'operation codes',
      ['code', 'meaning'],
      Object.entries(operationCodes).map(([name, text]) => [code(name), text]),
    ),
  ]
    .join('\n\n')
    .concat('\n');
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function list(name: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return [`<!-- list: ${name} -->`, '', ...lines, '', '<!-- end -->'].join('\n');
}
