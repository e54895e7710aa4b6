import { open, stat } from 'node:fs/promises';
import { formatProblems, loadMapFile } from '@tidewatch/adapters/yaml';
import { TidewatchError, type Catalog, type SourceDefinition } from '@tidewatch/contract';
import { EventSender } from '../../http/event-sender.ts';
import { fetchJson, serverUrl } from '../../http/fetch-json.ts';
import type { Io } from '../../io.ts';
import { Progress, whole } from '../../verbs/progress.ts';
import { readOptions } from '../../verbs/read-options.ts';
import { UsageError } from '../../verbs/usage-error.ts';
import { ingestFile, settleBatch, type BatchMark, type IngestTotals } from './ingest-file.ts';
import { fileHashOf, IngestLedger } from './ingest-ledger.ts';
import { mappedRow, plainRow } from './row-to-events.ts';
import type { RowProblem } from './reading/row.ts';
import { spoolStdin } from './spool-stdin.ts';

/** The first two bytes of a gzip file (RFC 1952, section 2.3.1). */
const gzipMagic = 0x1f8b;

const help = `Usage: tidewatch ingest FILE|- [--map FILE] [--to URL]

Brings a file of events or rows into a running Tidewatch, marked as imported. - reads standard input to its end first.
Without a map each line is one CloudEvent (NDJSON). With a map the file is CSV with a header, or NDJSON, as the map's format says.

  --map FILE   a source document: how rows become events (see infra/examples/flights/flights.map.yaml)
  --to URL     default http://127.0.0.1:$TIDEWATCH_PORT
  --again      send the file from its beginning although the server knows it (after the catalog or the data was mended;
               events that are further back than the duplicate horizon would count twice)

Safe to stop and to repeat: the server remembers how far each file was taken in. A file is known by its content and by what its
map says, not by its name. Rows that cannot be used are listed with their line and do not stop the others.

Exit code 0: every row was used or passed over by the map. 1: some were rejected, or it was stopped. 2: usage.

Example: tidewatch ingest flights-2013-01.csv --map infra/examples/flights/flights.map.yaml
`;

/** `tidewatch ingest`. */
export async function ingestCommand(args: readonly string[], io: Io): Promise<number> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const told = readOptions(args, io, { help, options: { map: text, to: text, again: flag }, takesArguments: true });
  if (told === null) return 0;
  const { values, positionals } = told;
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0)
    throw new UsageError('name one file, or - for standard input; tidewatch ingest --help says more');
  if (values.map === undefined && /\.csv$/i.test(file))
    throw new UsageError('a CSV file needs --map, which says how its rows become events');
  const url = serverUrl(values.to, io);
  const catalog = await fetchJson<Catalog>(`${url}/v1/catalog`);
  const source = values.map === undefined ? null : await readMap(values.map, catalog);
  const input = file === '-' ? await spoolStdin(io.stdin, io.signal) : { path: file, remove: async () => undefined };
  try {
    return await ingest(input.path, { url, catalog, source, again: values.again === true }, io);
  } finally {
    await input.remove();
  }
}

async function readMap(path: string, catalog: Catalog): Promise<SourceDefinition> {
  const { source, problems } = await loadMapFile(path, catalog.events).catch((cause: unknown) => {
    throw new Error(`the map ${path} cannot be read`, { cause });
  });
  if (source !== null) return source;
  throw new TidewatchError('catalog_invalid', `The map cannot be used:\n${formatProblems(problems).trimEnd()}`);
}

interface Plan {
  readonly url: string;
  readonly catalog: Catalog;
  readonly source: SourceDefinition | null;
  readonly again: boolean;
}

async function ingest(path: string, { url, catalog, source, again }: Plan, io: Io): Promise<number> {
  const size = await sizeOf(path);
  await refusePacked(path);
  const { signal } = io;
  const progress = new Progress(io, 'events');
  const patience = { signal, onRetry: retryTeller(progress) };
  const ledger = new IngestLedger(url, await fileHashOf(path, source), patience);
  const known = await ledger.read();
  const totals: IngestTotals = { rows: 0, skipped: 0, rejected: 0, accepted: 0 };
  const onRejected = (line: number, { code, detail }: RowProblem): void =>
    progress.say(`line ${line}: ${code}: ${detail}`);
  const onAnswer = (mark: BatchMark, answer: Parameters<typeof settleBatch>[1]): void =>
    settleBatch(mark, answer, { totals, ledger, onRejected });
  const complete = await ingestFile({
    path,
    position: again ? 0 : Math.min(known, size),
    source,
    toEvents: source === null ? plainRow : mappedRow(source, catalog),
    sender: new EventSender<BatchMark>({ url, ...patience, onAnswer }),
    ledger,
    totals,
    signal,
    onRejected,
    onProgress: (position) => progress.update(size === 0 ? 1 : position / size, totals.accepted),
  }).finally(() => progress.end());
  io.stdout.write(summaryOf(totals, progress.rate(totals.accepted), known > 0 && !again));
  if (!complete) io.stderr.write('Stopped before the end. The same command goes on from here.\n');
  return complete && totals.rejected === 0 ? 0 : 1;
}

async function sizeOf(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found.size;
  } catch (cause) {
    throw new Error(`the file ${path} cannot be read`, { cause });
  }
  throw new UsageError(`${path} is not a file`);
}

/** A packed file has no lines to be read. Throws `UsageError`. */
async function refusePacked(path: string): Promise<void> {
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
  if (buffer.readUInt16BE(0) !== gzipMagic) return;
  throw new UsageError('the file is packed by gzip; unpack it, as in: gunzip -c FILE | tidewatch ingest -');
}

/** Says once that the server does not answer, and not again before something else happened. */
function retryTeller(progress: Progress): (reason: string) => void {
  let told = '';
  return (reason) => {
    if (reason === told) return;
    told = reason;
    progress.say(`${reason}; trying again …`);
  };
}

function summaryOf({ rows, skipped, rejected, accepted }: IngestTotals, rate: number, resumed: boolean): string {
  if (rows === 0 && resumed)
    return 'The server knows all of this file. Nothing was sent; --again sends it from its beginning.\n';
  const parts = [
    `${whole(rows)} rows`,
    `${whole(accepted)} events accepted`,
    `${whole(skipped)} rows passed over`,
    `${whole(rejected)} rows rejected`,
  ];
  return `${resumed ? 'Went on where an earlier run ended: ' : ''}${parts.join(', ')} (${whole(rate)} events/s).\n`;
}
