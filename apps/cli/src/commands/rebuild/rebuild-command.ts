import { openLogAndStore, type OpenedPorts } from '@tidewatch/adapters/registry';
import { TidewatchError, type Settings } from '@tidewatch/contract';
import { readDefinitions } from '@tidewatch/core/definitions/read-definitions';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { fetchJson, serverUrl } from '../../http/fetch-json.ts';
import type { Io } from '../../io.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import { readCatalog } from '../start/read-catalog.ts';
import { startOptions, type StartValues } from '../start/start-command.ts';
import { readOptions } from '../../verbs/read-options.ts';
import { UsageError } from '../../verbs/usage-error.ts';
import { beginRebuild } from './begin-rebuild.ts';
import { followInLog, followOnServer } from './follow-rebuild.ts';

const help = `Usage: tidewatch rebuild --from earliest|TIME [--url URL] [--no-wait] [--data DIR] [--catalog DIR] [--settings FILE]

Begins a new generation that folds the log again from its earliest record or from TIME (ISO 8601): the backfill of new or
changed metrics. All goes on running: numbers are those of the generation before until the new one has caught up; then
every processor, indexer and gateway goes over together. Shows how far it is; stopping that changes nothing.

  --url URL   ask the Tidewatch that runs there; it takes the definitions of its own catalog
  --no-wait   begin only

Embedded without --url: the running Tidewatch is asked (http://127.0.0.1:$TIDEWATCH_PORT); when none runs, the next start
folds. Kafka: written to the log, running processors begin at once.

Example: tidewatch rebuild --from 2026-11-20T00:00:00Z
`;

interface Wish {
  readonly from: string;
  readonly wait: boolean;
  readonly url: string | undefined;
}

/** `tidewatch rebuild`. */
export async function rebuildCommand(args: readonly string[], io: Io): Promise<number> {
  const told = readOptions(args, io, {
    help,
    options: { ...startOptions, from: { type: 'string' }, url: { type: 'string' }, 'no-wait': { type: 'boolean' } },
  });
  if (told === null) return 0;
  const { values } = told;
  const from = timeOf(values.from);
  const wish = { from, wait: values['no-wait'] !== true, url: values.url };
  if (wish.url !== undefined) return onServer(serverUrl(wish.url, io), wish, io);
  const settings = await settingsOf(values, io);
  const ports = await openUnlessOwned(settings);
  if (ports !== null) return inLog(ports, settings, wish, io);
  io.stderr.write(
    `A running Tidewatch owns ${settings.data}; it is asked, and takes the definitions of its own catalog.\n`,
  );
  return onServer(serverUrl(values.port === undefined ? undefined : `http://127.0.0.1:${values.port}`, io), wish, io);
}

async function settingsOf({ settings: file, data, catalog }: StartValues, io: Io): Promise<Settings> {
  const { settings } = await loadSettings(io.env, {
    ...(file === undefined ? {} : { file }),
    overrides: { ...(data === undefined ? {} : { data }), ...(catalog === undefined ? {} : { catalog }) },
  });
  return settings;
}

/** Null where a running process owns the data directory. */
async function openUnlessOwned(settings: Settings): Promise<OpenedPorts | null> {
  try {
    return await openLogAndStore(settings, { telemetry: noTelemetry });
  } catch (error) {
    if (error instanceof TidewatchError && error.code === 'data_in_use') return null;
    throw error;
  }
}

async function onServer(url: string, { from, wait }: Wish, io: Io): Promise<number> {
  const { generation } = await fetchJson<{ readonly generation: number }>(`${url}/v1/rebuild`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ from }),
  });
  io.stdout.write(`Generation ${generation} is being folded.\n`);
  if (wait && (await followOnServer(url, generation, io))) io.stdout.write(`Generation ${generation} is in force.\n`);
  return 0;
}

async function inLog(ports: OpenedPorts, settings: Settings, { from, wait }: Wish, io: Io): Promise<number> {
  try {
    const catalog = await readCatalog(settings.catalog);
    const fromMs = from === 'earliest' ? 0 : Date.parse(from);
    const number = await beginRebuild(ports, settings, catalog, fromMs);
    const begun = (await readDefinitions(ports.log)).generations[number - 1];
    const places = Object.entries(begun?.from ?? {}).flatMap(([topic, starts]) =>
      Object.entries(starts).map(([partition, offset]) => `  ${topic}/${partition} from offset ${offset}`),
    );
    io.stdout.write(`Generation ${number} begins at:\n${places.join('\n')}\n`);
    if ('embedded' in settings.log) io.stdout.write('Start Tidewatch to fold it.\n');
    else if (wait && (await followInLog(ports.log, number, io))) io.stdout.write(`Generation ${number} is in force.\n`);
    return 0;
  } finally {
    await ports.close();
  }
}

/** As the door takes it. */
function timeOf(from: string | undefined): string {
  if (from === undefined) throw new UsageError('--from earliest or --from TIME says where to begin');
  if (from === 'earliest') return from;
  const time = Date.parse(from);
  if (Number.isNaN(time)) throw new UsageError(`--from ${from}: neither earliest nor a time as 2026-11-21T08:00:00Z`);
  return new Date(time).toISOString();
}
