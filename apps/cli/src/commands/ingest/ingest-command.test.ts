import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../http/test-server.ts';
import type { Io } from '../../io.ts';
import { readCatalog } from '../start/read-catalog.ts';
import { ingestCommand } from './ingest-command.ts';

const examples = fileURLToPath(new URL('../../../../../infra/examples/flights/', import.meta.url));
const map = join(examples, 'flights.map.yaml');
const header = 'year,month,day,dep_time,dep_delay,carrier,flight,origin,dest,time_hour';
const flight = (number: number, time = '517') => `2013,1,1,${time},2,UA,${number},EWR,IAH,2013-01-01T10:00:00Z`;
const flights = (count: number) =>
  [header, ...Array.from({ length: count }, (_, index) => flight(index, index % 10 === 0 ? 'NA' : '517'))].join('\n');

let folder: string;
let server: TestServer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-ingest-test-'));
  server = await startTestServer(await readCatalog(join(examples, 'catalog')));
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

async function ingest(content: string | Buffer | null, args: readonly string[] = ['--map', map], io: Partial<Io> = {}) {
  const file = join(folder, 'input.data');
  if (content !== null) await writeFile(file, content);
  const [out, err]: [string[], string[]] = [[], []];
  const into = (texts: string[]) => new Writable({ write: (chunk, _, done) => (texts.push(String(chunk)), done()) });
  const [stdout, stderr] = [into(out), into(err)];
  const all: Io = {
    stdin: Readable.from([]),
    stdout,
    stderr,
    env: {},
    isTTY: false,
    signal: new AbortController().signal,
    ...io,
  };
  const code = await ingestCommand([content === null ? '-' : file, '--to', server.url, ...args], all);
  return { code, out: out.join(''), err: err.join('') };
}
const ids = () => server.taken.map((text) => (JSON.parse(text) as { id: string }).id);

describe('tidewatch ingest', () => {
  it('sends each row as an event marked as imported, and nothing the second time', async () => {
    const first = await ingest(flights(3_500));
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(/^3,500 rows, 3,500 events accepted, 0 rows passed over, 0 rows rejected/);
    expect(server.taken).toHaveLength(3_500);
    expect(JSON.parse(server.taken[0]!)).toEqual({
      specversion: '1.0',
      id: '2013-1-1/UA/0',
      source: 'flights',
      type: 'flight.cancelled',
      time: '2013-01-01T10:00:00.000Z',
      subject: 'UA0',
      imported: true,
      data: { carrier: 'UA', origin: 'EWR', dest: 'IAH' },
    });
    const second = await ingest(flights(3_500));
    expect(second).toMatchObject({
      code: 0,
      out: 'The server knows all of this file. Nothing was sent; --again sends it from its beginning.\n',
    });
    expect(server.taken).toHaveLength(3_500);
    expect((await ingest(flights(3_500), ['--map', map, '--again'])).code).toBe(0);
    expect(new Set(ids()).size).toBe(3_500);
  });

  it('reads standard input, and knows it as the file with the same content', async () => {
    const { code, out } = await ingest(null, ['--map', map], { stdin: Readable.from([flights(20)]) });
    expect(out).toMatch(/20 events accepted/);
    expect(code).toBe(0);
    expect((await ingest(flights(20))).out).toMatch(/knows all of this file/);
  });

  it('lists what cannot be used by line, goes on, and fails', async () => {
    const bytes = Buffer.concat([
      Buffer.from(
        `${header}\r\n${flight(1)}\r\n${flight(2, '5,1')}\r\n2013,1,1,517,2,UA,3,EWR,"I\r\nAH",yesterday\r\n`,
      ),
      Buffer.from([0xff, 0x0a]),
      Buffer.from(`${flight(4)}\n\n2013,1,1,517,2,UA,"5,EWR,IAH,2013-01-01T10:00:00Z\n${flight(6)}`),
    ]);
    const { code, out, err } = await ingest(bytes);
    expect(code).toBe(1);
    expect(err.match(/^line \d+: \w+/gm)).toEqual([
      'line 3: invalid_data',
      'line 4: invalid_time',
      'line 6: invalid_utf8',
      'line 9: invalid_data',
    ]);
    expect(out).toMatch(/^7 rows, 3 events accepted, 0 rows passed over, 4 rows rejected/);
    expect(ids()).toEqual(['2013-1-1/UA/1', '2013-1-1/UA/4', '2013-1-1/UA/6']);
  });

  it('says what is wrong with a file that is no CSV with commas', async () => {
    await expect(ingest(gzipSync(flights(3)))).rejects.toThrow(/packed by gzip/);
    const refused = ingest(flights(3).replaceAll(',', ';'));
    await expect(refused).rejects.toThrow('line 1: the header is one column with ";" in it');
    expect(server.taken).toEqual([]);
  });

  it('takes CloudEvents without a map, and says which lines the server rejected', async () => {
    const event = (id: string, more: object = {}) =>
      JSON.stringify({
        specversion: '1.0',
        id,
        source: 's',
        type: 'flight.departed',
        time: '2013-01-01T00:00:00Z',
        data: { carrier: 'UA' },
        ...more,
      });
    const { code, err } = await ingest(
      [event('a'), '', event('b', { type: 'no.such' }), 'nonsense', event('c', { imported: false })].join('\n'),
      [],
    );
    expect(code).toBe(1);
    expect(err.match(/^line \d+: \w+/gm)).toEqual(['line 3: unknown_type', 'line 4: invalid_json']);
    expect(server.taken.map((text) => (JSON.parse(text) as { imported: boolean }).imported)).toEqual([true, false]);
  });

  it('waits for a server that is away, and sends nothing twice that was answered', async () => {
    server.failWith = (request) => (request === 0 ? 503 : request === 2 ? -1 : null);
    const { code, err } = await ingest(flights(3_000));
    expect(code).toBe(0);
    expect(err).toMatch(/The event log is away.*trying again/);
    expect(new Set(ids()).size).toBe(3_000);
    expect(ids()).toHaveLength(3_000);
  });

  it('goes on where a run that was cut off ended', async () => {
    const stopping = new AbortController();
    server.failWith = (request) => {
      if (request >= 2) stopping.abort();
      return request >= 2 ? 503 : null;
    };
    await expect(ingest(flights(9_000), ['--map', map], { signal: stopping.signal })).rejects.toThrow(/log is away/);
    expect(server.taken).toHaveLength(2_000);
    server.failWith = () => null;
    const { code, out } = await ingest(flights(9_000));
    expect(code).toBe(0);
    expect(out).toMatch(/^Went on where an earlier run ended: 7,000 rows/);
    expect(new Set(ids()).size).toBe(9_000);
    expect(ids()).toHaveLength(9_000);
  });

  it('explains itself', async () => {
    await expect(ingest(flights(1), ['--map', join(folder, 'none.yaml')])).rejects.toThrow(/none.yaml cannot be read/);
    await writeFile(
      join(folder, 'bad.yaml'),
      (await readFile(map, 'utf8')).replace('flight.departed', 'flight.departd'),
    );
    await expect(ingest(flights(1), ['--map', join(folder, 'bad.yaml')])).rejects.toThrow(
      /bad\.yaml:\d+:\d+: .*flight\.departed/,
    );
    await expect(ingest(flights(1), ['--help'])).resolves.toMatchObject({
      code: 0,
      out: expect.stringContaining('Usage: tidewatch ingest') as string,
    });
    await expect(ingest('')).rejects.toThrow(/empty/);
  });
});
