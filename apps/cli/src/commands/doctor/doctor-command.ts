import type { PipelineAnswer, Settings } from '@tidewatch/contract';
import { fetchJson, serverUrl } from '../../http/fetch-json.ts';
import type { Io } from '../../io.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import { checkCatalogFolder, checkServer, checkLogAndStore, type Finding } from './findings.ts';
import { checkHealthPort, nameOf } from './health-findings.ts';
import { readOptions } from '../../verbs/read-options.ts';

const help = `Usage: tidewatch doctor [--settings FILE] [--url URL]

Says what is wrong with this installation: settings, catalog, log, topics, store, and what runs on
this machine: the server, and the process at health.port.
Exit code 0 when nothing is wrong, 1 otherwise. It changes nothing.

  --settings FILE  settings file (default tidewatch.yaml, when there is one)
  --url URL        the server (default: http.host and http.port of the settings)

Example: tidewatch doctor --settings /etc/tidewatch/tidewatch.yaml
`;

const signs = { ok: '✓ ok   ', warning: '! warn ', problem: '✗ wrong' } as const;

/** `tidewatch doctor`. */
export async function doctorCommand(args: readonly string[], io: Io): Promise<number> {
  const told = readOptions(args, io, { help, options: { settings: { type: 'string' }, url: { type: 'string' } } });
  if (told === null) return 0;
  const { values } = told;
  const { settings, file, unknown } = await loadSettings(
    io.env,
    values.settings === undefined ? {} : { file: values.settings },
  );
  const findings: Finding[] = [
    { level: 'ok', what: file === null ? 'settings: no tidewatch.yaml, defaults and variables' : `settings: ${file}` },
  ];
  findings.push(...unknown.map((name): Finding => ({ level: 'warning', what: `${name} is no setting of Tidewatch` })));
  findings.push(...(await checkCatalogFolder(settings.catalog)));
  const url = serverUrl(values.url ?? addressOf(settings.http), io);
  const pipeline = await fetchJson<PipelineAnswer>(`${url}/v1/pipeline`).catch(() => null);
  findings.push(
    ...(pipeline === null
      ? [{ level: 'ok', what: `server: none is running at ${url}` } as const]
      : checkServer(pipeline, url)),
  );
  findings.push(...(await checkHealthPort(settings.health)));
  findings.push(...(await checkLogAndStore(settings, pipeline !== null)));
  for (const { level, what } of findings) io.stdout.write(`${signs[level]}  ${what}\n`);
  return findings.some(({ level }) => level === 'problem') ? 1 : 0;
}

/** Where the server of these settings is reached from this machine. */
function addressOf({ host, port }: Settings['http']): string {
  return `http://${nameOf(host)}:${port}`;
}
