import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder } from './fetch/cache-folder.ts';
import { startElasticsearch } from './elasticsearch.ts';
import { startKafka } from './kafka.ts';
import { isListening } from './process/ports.ts';
import { stopProcess } from './process/stop-process.ts';

const usage = `servers start|stop|status [options]: a real Kafka and Elasticsearch on this machine, without Docker

  --only kafka|elasticsearch    one of the two
  --kafka-port N                9092 unless told
  --elasticsearch-port N        9200 unless told
  --data DIR                    where they keep their data, and this script what it has started

They listen on the loopback only and without passwords: for trying out, tests and benchmarks. They are fetched once
from Maven Central (needs mvn and Java 21 or newer) and kept outside the repository; the data stay after "stop".
`;
const names = ['kafka', 'elasticsearch'] as const;
type Name = (typeof names)[number];
type State = Partial<Record<Name, { address: string; port: number; pid: number }>>;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    'kafka-port': { type: 'string', default: '9092' },
    'elasticsearch-port': { type: 'string', default: '9200' },
    data: { type: 'string', default: join(cacheFolder(), 'run') },
    help: { type: 'boolean' },
  },
});
const folder = resolve(values.data);
const stateFile = join(folder, 'running.json');
const wanted = names.filter((name) => values.only === undefined || values.only === name);
const verbs: Record<string, () => Promise<void>> = { start, stop, status };
const verb = verbs[positionals[0] ?? ''];

if (values.help) process.stdout.write(usage);
else if (!verb || positionals.length > 1 || wanted.length === 0) {
  process.stderr.write(usage);
  process.exitCode = 2;
} else {
  await verb().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}

async function start(): Promise<void> {
  await mkdir(folder, { recursive: true });
  const state = await readState();
  for (const name of wanted) {
    const known = state[name];
    if (known && (await isListening(known.port))) continue;
    const port = Number(values[`${name}-port`]);
    if (await isListening(port)) throw new Error(`port ${port} is taken: choose another with --${name}-port`);
    process.stderr.write(`starting ${name} …\n`);
    const startServer = name === 'kafka' ? startKafka : startElasticsearch;
    const { address, pid } = await startServer({ port, folder: join(folder, name), outlivesCaller: true });
    state[name] = { address, port, pid };
    await writeFile(stateFile, JSON.stringify(state, null, 2));
  }
  await status();
}

async function stop(): Promise<void> {
  const state = await readState();
  for (const name of wanted) {
    const known = state[name];
    if (known) await stopProcess(known.pid, join(folder, name));
    delete state[name];
  }
  if (Object.keys(state).length > 0) await writeFile(stateFile, JSON.stringify(state, null, 2));
  else await rm(stateFile, { force: true });
}

/** One line of shell for each running server; exit code 1 when one is not running. */
async function status(): Promise<void> {
  const state = await readState();
  for (const name of wanted) {
    const known = state[name];
    const runs = known !== undefined && (await isListening(known.port));
    const variable = name === 'kafka' ? 'KAFKA_BROKERS' : 'ELASTICSEARCH_NODE';
    process.stdout.write(runs ? `export ${variable}=${known.address}\n` : `# ${name} is not running\n`);
    if (!runs) process.exitCode = 1;
  }
}

async function readState(): Promise<State> {
  return existsSync(stateFile) ? (JSON.parse(await readFile(stateFile, 'utf8')) as State) : {};
}
