import { parseArgs } from 'node:util';
import type { PipelineAnswer } from '@tidewatch/contract';
import { fetchJson, serverUrl } from '../../http/fetch-json.ts';
import type { Io } from '../../io.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import { checkCatalogFolder, checkServer, checkTopics, type Finding } from './findings.ts';

const help = `Usage: tidewatch doctor [--settings FILE] [--url URL]

Says what is wrong with this installation: settings, catalog, log, topics, and the running server if there is one.
Exit code 0 when nothing is wrong, 1 otherwise. It changes nothing.
`;

const signs = { ok: '✓ ok   ', warning: '! warn ', problem: '✗ wrong' } as const;

/** `tidewatch doctor`. */
export async function doctorCommand(args: readonly string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { settings: { type: 'string' }, url: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    io.stdout.write(help);
    return 0;
  }
  const { settings, file, unknown } = await loadSettings(
    io.env,
    values.settings === undefined ? {} : { file: values.settings },
  );
  const findings: Finding[] = [
    { level: 'ok', what: file === null ? 'settings: no tidewatch.yaml, defaults and variables' : `settings: ${file}` },
  ];
  findings.push(...unknown.map((name): Finding => ({ level: 'warning', what: `${name} is no setting of Tidewatch` })));
  findings.push(...(await checkCatalogFolder(settings.catalog)));
  const url = serverUrl(values.url, io);
  const pipeline = await fetchJson<PipelineAnswer>(`${url}/v1/pipeline`).catch(() => null);
  findings.push(
    ...(pipeline === null
      ? [{ level: 'ok', what: `server: none is running at ${url}` } as const]
      : checkServer(pipeline, url)),
  );
  findings.push(...(await checkTopics(settings, pipeline !== null)));
  for (const { level, what } of findings) io.stdout.write(`${signs[level]}  ${what}\n`);
  return findings.some(({ level }) => level === 'problem') ? 1 : 0;
}
