import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { root } from './ensure-installed.mjs';
import { nodePath } from './node-path.mjs';

/**
 * glibc keeps freed buffers of compression and SQLite for later. One arena and an early return to the system make the resident
 * memory of the server about a quarter smaller (mallopt(3)); other systems ignore the variables.
 */
const thriftyMalloc = {
  MALLOC_ARENA_MAX: '1',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/**
 * V8 lets young objects fill two halves of 32 MiB before it tidies them up, and keeps them. Halves of 16 MiB make the server some 30 MiB
 * smaller under load for a few percent of processor time. (A process cannot set this for itself.)
 */
const smallNursery = '--max-semi-space-size=16';

/** How soon a program notices that the package manager, which has started it, was killed. */
const parentLookEveryMs = 500;

/**
 * Runs a program of this repository on the pinned Node in place of this process: same standard streams, folder and
 * environment; signals go on to it, its exit code becomes ours. (The scripts of package.json say `exec`, because a
 * shell between the package manager and this process would swallow the signals.)
 */
export function runPinned(program, args) {
  const nodeOptions = [smallNursery, process.env['NODE_OPTIONS']].filter(Boolean).join(' ');
  const env = { ...thriftyMalloc, ...process.env, NODE_OPTIONS: nodeOptions };
  const child = spawn(nodePath(), [join(root, program), ...args], { stdio: 'inherit', env });
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGUSR2']) process.on(signal, () => child.kill(signal));
  // A keyboard's interrupt reaches the child by itself; any other must be passed on.
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  const parent = process.ppid;
  if (process.env['npm_lifecycle_event'] !== undefined)
    setInterval(() => process.ppid === parent || child.kill('SIGTERM'), parentLookEveryMs).unref();
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}
