import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.ts';
import { pinned, type PinnedProduct } from './pinned.ts';
import { ServersUnavailable } from './servers-unavailable.ts';

const run = promisify(execFile);

/**
 * The folder with a product's files, fetched from Maven Central on the first call of all and checked against
 * `pinned.json`. Runs that fetch at the same time don't disturb each other: the last step is one rename.
 * @param unpack the product is an archive whose content is wanted
 * @throws ServersUnavailable without Maven or network, or when a checksum differs
 */
export async function fetchProduct(name: 'kafka' | 'elasticsearch', unpack: boolean): Promise<string> {
  const product = pinned[name];
  const folder = join(cacheFolder(), `${name}-${product.version}-${shortHash(JSON.stringify(product))}`);
  if (existsSync(folder)) return folder;
  await mkdir(cacheFolder(), { recursive: true });
  const work = await mkdtemp(join(cacheFolder(), '.fetch-'));
  try {
    const files = join(work, 'files');
    await writeFile(join(work, 'pom.xml'), pom(name, product));
    await maven(work, 'copy-dependencies', files);
    await verify(files, product);
    if (unpack) await maven(work, 'unpack-dependencies', join(work, 'content'));
    await chmod(unpack ? join(work, 'content') : files, 0o755);
    await rename(unpack ? join(work, 'content') : files, folder);
  } catch (error) {
    // Another run may have put the same folder in place meanwhile.
    if (!existsSync(folder)) throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return folder;
}

async function maven(work: string, goal: string, outputFolder: string): Promise<void> {
  try {
    await run('mvn', ['-q', '-B', `${pinned.dependencyPlugin}:${goal}`, `-DoutputDirectory=${outputFolder}`], {
      cwd: work,
    });
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new ServersUnavailable(
      missing
        ? 'Maven (mvn) is not on the PATH: install it, or name running servers'
        : 'Maven could not fetch the servers: is there a network?',
      { cause: error },
    );
  }
}

async function verify(folder: string, product: PinnedProduct): Promise<void> {
  const found = await readdir(folder);
  for (const file of new Set([...found, ...Object.keys(product.sha256)])) {
    const actual = found.includes(file) ? sha256(await readFile(join(folder, file))) : 'nothing';
    if (actual !== product.sha256[file])
      throw new ServersUnavailable(`${file}: sha256 is ${actual}, pinned is ${product.sha256[file] ?? 'nothing'}`);
  }
}

const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');
const shortHash = (text: string) => sha256(text).slice(0, 8);

function pom(name: string, product: PinnedProduct): string {
  const dependencies = product.artifacts.map(
    ({ groupId, artifactId, version, type }) =>
      `<dependency><groupId>${groupId}</groupId><artifactId>${artifactId}</artifactId><version>${version}</version><type>${type}</type></dependency>`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>tidewatch</groupId><artifactId>${name}</artifactId><version>1</version>
  <dependencies>${dependencies.join('\n')}</dependencies>
</project>
`;
}
