import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Where and with what a measurement was made, one line each. */
export function machineLines(): readonly string[] {
  const { model } = cpus()[0] ?? { model: 'unknown' };
  return [
    `${availableParallelism()} cores of ${model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${platform()} ${release()}`,
    `Node ${process.versions.node}, V8 ${process.versions.v8}, SQLite ${process.versions['sqlite'] ?? '–'}`,
    `Kafka ${serverVersion('kafka')}, Elasticsearch ${serverVersion('elasticsearch')}, kafkajs ${packageVersion('kafkajs')}`,
    `${new Date().toISOString().slice(0, 16)}Z, commit ${commit()}, load of the machine before the run ${loadavg()[0]?.toFixed(1)}`,
  ];
}

function serverVersion(name: string): string {
  const pinned = JSON.parse(
    readFileSync(new URL('../../../infra/servers/pinned.json', import.meta.url), 'utf8'),
  ) as Record<string, { version?: string } | undefined>;
  return pinned[name]?.version ?? '–';
}

function packageVersion(name: string): string {
  const file = fileURLToPath(import.meta.resolve(`${name}/package.json`));
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function commit(): string {
  try {
    const folder = fileURLToPath(new URL('.', import.meta.url));
    const hash = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: folder, encoding: 'utf8' }).trim();
    const changed =
      execFileSync('git', ['status', '--porcelain', '--untracked-files=no'], { cwd: folder, encoding: 'utf8' }) !== '';
    return changed ? `${hash} with changes` : hash;
  } catch {
    return 'unknown';
  }
}
