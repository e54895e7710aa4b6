import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fetchProduct } from './fetch/fetch-product.ts';
import { findJava } from './fetch/find-java.ts';
import { pinned } from './fetch/pinned.ts';
import { freePorts } from './process/ports.ts';
import { runServer, type RunningServer } from './process/running-server.ts';
import { inServerFolder } from './process/server-folder.ts';
import { makeCertificate } from './secure/certificate.ts';
import { kafkaSecurity, scramArguments, type KafkaUser } from './secure/kafka-security.ts';

const run = promisify(execFile);

export interface KafkaOptions {
  /** Client port; a free one when absent. */
  readonly port?: number;
  /** Data and log; a temporary folder that goes away with the server when absent. */
  readonly folder?: string;
  /** Java heap in MiB, 512 unless told. */
  readonly heapMiB?: number;
  /** Lines of server.properties that replace or add to ours. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Switches TLS and SASL on, with this one user. `authorityOf` the server is what clients trust. */
  readonly user?: KafkaUser;
  readonly outlivesCaller?: boolean;
}

/**
 * Starts a Kafka of one node (KRaft, no security unless a user is named, loopback only) and resolves when it answers, after about 5 s.
 * @throws ServersUnavailable when Java, Maven or the network is missing
 */
export async function startKafka(options: KafkaOptions = {}): Promise<RunningServer> {
  const javaHome = await findJava(pinned.javaMajorMin);
  const java = join(javaHome, 'bin/java');
  const classPath = join(await fetchProduct('kafka', false), '*');
  const [freePort = 0, controllerPort = 0] = await freePorts(2);
  const port = options.port ?? freePort;
  const heapMiB = options.heapMiB ?? 512;
  return inServerFolder({ name: 'kafka', folder: options.folder }, async (folder) => {
    const properties = join(folder, 'server.properties');
    const { user } = options;
    const security =
      user === undefined ? {} : kafkaSecurity(await makeCertificate(javaHome, folder), user, port, controllerPort);
    const settings = { ...defaults(port, controllerPort, join(folder, 'data')), ...security, ...options.settings };
    const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`);
    await writeFile(properties, lines.join(''));
    if (!existsSync(join(folder, 'data/meta.properties')))
      await format(java, classPath, properties, user === undefined ? [] : scramArguments(user));
    return runServer({
      name: 'Kafka',
      address: `127.0.0.1:${port}`,
      command: java,
      args: [`-Xmx${heapMiB}m`, `-Xms${Math.min(256, heapMiB)}m`, '-cp', classPath, 'kafka.Kafka', properties],
      env: {},
      folder,
      folderIsTemporary: options.folder === undefined,
      outlivesCaller: options.outlivesCaller ?? false,
      isReady: () => answersApiVersions(port, user !== undefined),
      readyWithinMs: 60_000,
    });
  });
}

async function format(java: string, classPath: string, properties: string, more: readonly string[]): Promise<void> {
  const clusterId = randomBytes(16).toString('base64url');
  const tool = ['-XX:TieredStopAtLevel=1', '-cp', classPath, 'kafka.tools.StorageTool'];
  // One argument with `=`: the id may begin with a dash.
  await run(java, [...tool, 'format', `--cluster-id=${clusterId}`, '-c', properties, ...more]);
}

function defaults(port: number, controllerPort: number, dataFolder: string): Record<string, string> {
  return {
    'process.roles': 'broker,controller',
    'node.id': '1',
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'controller.listener.names': 'CONTROLLER',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    'log.dirs': dataFolder,
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '4',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'transaction.state.log.num.partitions': '4',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    // A killed broker registers again only when its old session is over: 3 s instead of 9.
    'broker.session.timeout.ms': '3000',
    'broker.heartbeat.interval.ms': '500',
    'auto.create.topics.enable': 'false',
  };
}

/** Sends ApiVersions version 0, the request that every broker answers once it serves clients. */
function answersApiVersions(port: number, withTls: boolean): Promise<boolean> {
  const request = Buffer.alloc(14);
  request.writeInt32BE(10, 0);
  request.writeInt16BE(18, 4);
  request.writeInt16BE(-1, 12);
  return new Promise((resolve) => {
    const place = { port, host: '127.0.0.1' };
    const write = () => void socket.write(request);
    // Who it is does not matter here; only whether it answers.
    const socket = withTls ? connectSecurely({ ...place, rejectUnauthorized: false }, write) : connect(place, write);
    const answer = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.once('data', () => answer(true));
    socket.once('error', () => answer(false));
    socket.once('close', () => answer(false));
    socket.setTimeout(2000, () => answer(false));
  });
}
