import { execFile } from 'node:child_process';
import { chown, cp, mkdir, readdir, writeFile } from 'node:fs/promises';
import { get as getPlainly } from 'node:http';
import { get as getSecurely } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runsAsRoot } from './fetch/cache-folder.ts';
import { fetchProduct } from './fetch/fetch-product.ts';
import { findJava } from './fetch/find-java.ts';
import { pinned } from './fetch/pinned.ts';
import { freePorts } from './process/ports.ts';
import { runServer, type RunningServer } from './process/running-server.ts';
import { inServerFolder } from './process/server-folder.ts';
import { makeCertificate } from './secure/certificate.ts';

const run = promisify(execFile);

/** Elasticsearch refuses root: then it runs as the user `nobody` of every Unix, who owns nothing else here. */
const nobodyId = 65_534;

export interface ElasticsearchOptions {
  /** HTTP port; a free one when absent. */
  readonly port?: number;
  /** Data, configuration and log; a temporary folder that goes away with the server when absent. */
  readonly folder?: string;
  /** Java heap in MiB, 512 unless told. */
  readonly heapMiB?: number;
  /** Lines of elasticsearch.yml that replace or add to ours. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  /** Switches security on, with this one user who may do everything. */
  readonly user?: { readonly name: string; readonly password: string };
  /** HTTP only by TLS. `authorityOf` the server is what clients trust. */
  readonly tls?: boolean;
  readonly outlivesCaller?: boolean;
}

/**
 * Starts an Elasticsearch of one node (loopback only) and resolves when it answers, after 10 to 30 s.
 * @throws ServersUnavailable when Java, Maven or the network is missing
 */
export async function startElasticsearch(options: ElasticsearchOptions = {}): Promise<RunningServer> {
  const javaHome = await findJava(pinned.javaMajorMin);
  const home = join(await fetchProduct('elasticsearch', true), `elasticsearch-${pinned.elasticsearch.version}`);
  const userId = runsAsRoot ? nobodyId : undefined;
  const [freePort = 0, transportPort = 0] = await freePorts(2);
  const port = options.port ?? freePort;
  const heapMiB = options.heapMiB ?? 512;
  const address = `${options.tls === true ? 'https' : 'http'}://127.0.0.1:${port}`;
  return inServerFolder({ name: 'elasticsearch', folder: options.folder, userId }, async (folder) => {
    const env = {
      ES_JAVA_HOME: javaHome,
      ES_JAVA_OPTS: `-Xms${heapMiB}m -Xmx${heapMiB}m`,
      ES_PATH_CONF: join(folder, 'config'),
      ES_TMPDIR: join(folder, 'tmp'),
    };
    const tls = options.tls === true ? await tlsSettings(javaHome, folder) : {};
    await configure(
      home,
      folder,
      { ...defaults(port, transportPort, folder), ...securityOf(options), ...tls, ...options.settings },
      userId,
    );
    if (options.user) await addUser(home, folder, options.user, env, userId);
    return runServer({
      name: 'Elasticsearch',
      address,
      command: join(home, 'bin/elasticsearch'),
      args: [],
      env,
      userId,
      folder,
      folderIsTemporary: options.folder === undefined,
      outlivesCaller: options.outlivesCaller ?? false,
      isReady: () => isHealthy(address, options.user),
      readyWithinMs: 120_000,
    });
  });
}

async function tlsSettings(javaHome: string, folder: string): Promise<Record<string, string | boolean>> {
  const { keyStore, password } = await makeCertificate(javaHome, folder);
  const ssl = 'xpack.security.http.ssl';
  return { [`${ssl}.enabled`]: true, [`${ssl}.keystore.path`]: keyStore, [`${ssl}.keystore.password`]: password };
}

const securityOf = (options: ElasticsearchOptions) => ({ 'xpack.security.enabled': options.user !== undefined });

function defaults(port: number, transportPort: number, folder: string): Record<string, string | number | boolean> {
  return {
    'cluster.name': 'tidewatch-tests',
    'discovery.type': 'single-node',
    'network.host': '127.0.0.1',
    'http.port': port,
    'transport.port': transportPort,
    'path.data': join(folder, 'data'),
    'path.logs': join(folder, 'logs'),
    // A developer's disk may be 90 % full; tests of the full disk switch this on again.
    'cluster.routing.allocation.disk.threshold_enabled': false,
  };
}

async function configure(
  home: string,
  folder: string,
  settings: Record<string, string | number | boolean>,
  userId: number | undefined,
): Promise<void> {
  const made = ['config', 'data', 'logs', 'tmp'].map((name) => join(folder, name));
  for (const path of made) await mkdir(path, { recursive: true });
  const config = join(folder, 'config');
  // A copy, because the server and its tools write key stores and users beside the settings.
  await cp(join(home, 'config'), config, { recursive: true, force: false });
  const lines = Object.entries(settings).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  await writeFile(join(config, 'elasticsearch.yml'), lines.join(''));
  if (userId === undefined) return;
  const copied = (await readdir(config, { recursive: true })).map((name) => join(config, name));
  for (const path of [...made, ...copied]) await chown(path, userId, userId);
}

async function addUser(
  home: string,
  folder: string,
  user: { name: string; password: string },
  env: Record<string, string>,
  userId: number | undefined,
): Promise<void> {
  const identity = userId === undefined ? {} : { uid: userId, gid: userId };
  const args = ['useradd', user.name, '-p', user.password, '-r', 'superuser'];
  await run(join(home, 'bin/elasticsearch-users'), args, {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    ...identity,
  });
}

/** By TLS whoever it is: only whether it answers matters here. */
function isHealthy(address: string, user: { name: string; password: string } | undefined): Promise<boolean> {
  const get = address.startsWith('https:') ? getSecurely : getPlainly;
  const auth = user === undefined ? {} : { auth: `${user.name}:${user.password}` };
  return new Promise((resolve) => {
    const request = get(
      `${address}/_cluster/health?wait_for_status=yellow&timeout=1s`,
      { ...auth, rejectUnauthorized: false, timeout: 3_000 },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode === 200);
      },
    );
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
  });
}
