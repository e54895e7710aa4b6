import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ServersUnavailable } from './servers-unavailable.ts';

const run = promisify(execFile);
const jvmFolder = '/usr/lib/jvm';

/**
 * The home folder of a Java that is new enough: `JAVA_HOME`, else the newest below /usr/lib/jvm, else the one that
 * `java` on the PATH belongs to.
 * @throws ServersUnavailable when there is none
 */
export async function findJava(majorMin: number): Promise<string> {
  const named = process.env['JAVA_HOME'];
  if (named && (await javaMajor(named)) >= majorMin) return named;
  const installed = existsSync(jvmFolder) ? readdirSync(jvmFolder).map((name) => join(jvmFolder, name)) : [];
  const rated = await Promise.all(installed.map(async (home) => ({ home, major: await javaMajor(home) })));
  const newest = rated.toSorted((a, b) => b.major - a.major)[0];
  if (newest && newest.major >= majorMin) return newest.home;
  const onPath = await homeOfJavaOnPath();
  if (onPath && (await javaMajor(onPath)) >= majorMin) return onPath;
  throw new ServersUnavailable(
    `no Java ${majorMin} or newer in JAVA_HOME, ${jvmFolder} or on the PATH: install one (Debian: openjdk-${majorMin}-jre-headless)`,
  );
}

/** Major version of the Java at `home`; 0 when there is none. */
async function javaMajor(home: string): Promise<number> {
  const program = join(home, 'bin/java');
  if (!existsSync(program)) return 0;
  try {
    const { stderr } = await run(program, ['-version']);
    return Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function homeOfJavaOnPath(): Promise<string | undefined> {
  try {
    const { stderr } = await run('java', ['-XshowSettings:properties', '-version']);
    return /java\.home = (.+)/.exec(stderr)?.[1]?.trim();
  } catch {
    return undefined;
  }
}
