import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root } from './ensure-installed.mjs';
import { nodePath } from './node-path.mjs';

const dashboard = join(root, 'apps', 'dashboard');
const built = join(dashboard, 'dist', 'index.html');
const sources = ['index.html', 'package.json', 'public', 'src', 'vite.config.ts']
  .map((name) => join(dashboard, name))
  .concat(join(root, 'packages', 'contract', 'src'), join(root, 'pnpm-lock.yaml'));

/** Builds the dashboard when one of its sources is newer than the last build. Ends the process when that fails. */
export function ensureDashboard() {
  const builtAt = existsSync(built) ? statSync(built).mtimeMs : 0;
  if (!sources.some((path) => isNewer(path, builtAt))) return;
  process.stderr.write('Building the dashboard …\n');
  const vite = join(dashboard, 'node_modules', 'vite', 'bin', 'vite.js');
  const { status } = spawnSync(nodePath(), [vite, 'build', '--logLevel', 'warn'], {
    cwd: dashboard,
    // A test that builds would otherwise build a page for developers, and leave it to everybody.
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) fail('The dashboard could not be built; the reason stands above.');
}

/** Whether the file, or one below the folder, was changed after `time`. */
function isNewer(path, time) {
  if (!existsSync(path)) return false;
  const found = statSync(path);
  if (found.mtimeMs > time) return true;
  return found.isDirectory() && readdirSync(path).some((name) => isNewer(join(path, name), time));
}
