import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodePath } from './node-path.mjs';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const packageManager = 'pnpm@12.21.0';
const oldestNode = [20, 19];

/**
 * Installs what the lockfile says, unless that has been done. Its messages go to standard error, so that a command's
 * standard output stays its own. Ends the process when it fails.
 */
export function ensureInstalled() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]))
    fail(`Node ${process.versions.node} is too old: ${oldestNode.join('.')} or newer is needed.`);
  const stamp = join(root, 'node_modules', '.tidewatch-installed');
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'pnpm-lock.yaml')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && nodePath()) return;
  process.stderr.write('Installing packages …\n');
  const windows = process.platform === 'win32';
  const { status, error } = spawnSync(
    windows ? 'npx.cmd' : 'npx',
    ['--yes', packageManager, 'install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=error'],
    { cwd: root, stdio: ['ignore', 2, 2], shell: windows },
  );
  if (status !== 0)
    fail(`The packages could not be installed${error ? `: ${error.message}` : ''}. Is there a network?`);
  if (!nodePath()) fail(`There is no Node 26 for ${process.platform}-${process.arch} among the packages: install one.`);
  writeFileSync(stamp, wanted);
}

/** Says what is wrong and ends the process. */
export function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
