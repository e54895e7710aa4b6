import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** How one server process is run. Everything in it stays the same when the server is started again. */
export interface ServerPlan {
  readonly name: string;
  /** What clients connect to: `host:port` for Kafka, a URL for Elasticsearch. */
  readonly address: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** User and group that the process runs as; the caller's when absent. */
  readonly userId?: number | undefined;
  /** Holds configuration, data and `server.log`. */
  readonly folder: string;
  /** The folder goes away with the server. */
  readonly folderIsTemporary: boolean;
  /** The server keeps running when the calling process ends. Otherwise it is killed then, whatever ends the caller. */
  readonly outlivesCaller: boolean;
  readonly isReady: () => Promise<boolean>;
  readonly readyWithinMs: number;
}

/** One real server on this machine, with its faults on demand. */
export interface RunningServer extends AsyncDisposable {
  readonly address: string;
  readonly folder: string;
  readonly pid: number;
  /** Asks it to end, and kills it when it has not within 20 s. Data stay. */
  stop(): Promise<void>;
  /** SIGKILL. Data stay as they are on disk. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing answers, until `resume`. */
  pause(): void;
  resume(): void;
  /** Starts it again on the same ports and data after `stop` or `kill`. */
  start(): Promise<void>;
  /** `stop`, and removes the folder if it was made for this server. */
  dispose(): Promise<void>;
}

const stopWithinMs = 20_000;
const pollEveryMs = 100;

export async function runServer(plan: ServerPlan): Promise<RunningServer> {
  let child = launch(plan);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const ended = async () => {
    if (hasEnded()) return;
    child.ref();
    await once(child, 'exit');
  };
  const signal = (name: NodeJS.Signals, toGroup: boolean) => {
    if (!hasEnded()) process.kill(toGroup ? -pidOf(child) : pidOf(child), name);
  };
  const kill = async () => {
    signal('SIGKILL', true);
    await ended();
  };
  const stop = async () => {
    signal('SIGCONT', true);
    signal('SIGTERM', false);
    const inTime = await Promise.race([ended().then(() => true), delay(stopWithinMs, false, { ref: false })]);
    if (!inTime) await kill();
  };
  const dispose = async () => {
    await stop();
    if (plan.folderIsTemporary) await rm(plan.folder, { recursive: true, force: true });
  };
  try {
    await ready(plan, hasEnded);
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    address: plan.address,
    folder: plan.folder,
    get pid() {
      return pidOf(child);
    },
    stop,
    kill,
    pause: () => signal('SIGSTOP', true),
    resume: () => signal('SIGCONT', true),
    start: async () => {
      if (!hasEnded()) return;
      child = launch(plan);
      await ready(plan, hasEnded);
    },
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

function launch(plan: ServerPlan): ChildProcess {
  const log = openSync(join(plan.folder, 'server.log'), 'a');
  const user = plan.userId === undefined ? {} : { uid: plan.userId, gid: plan.userId };
  const child = spawn(plan.command, plan.args, {
    cwd: plan.folder,
    env: { PATH: process.env['PATH'] ?? '', ...plan.env },
    // A group of its own: the keyboard's interrupt goes to the caller alone, and signals reach children of the server too.
    detached: true,
    stdio: ['ignore', log, log],
    ...user,
  });
  closeSync(log);
  child.on('error', () => undefined);
  child.unref();
  if (!plan.outlivesCaller && child.pid !== undefined) guard(plan, child);
  return child;
}

/** A shell that waits for the caller's end of a pipe to close, for the case that the caller cannot clean up any more. */
function guard(plan: ServerPlan, child: ChildProcess): void {
  const folder = plan.folderIsTemporary ? plan.folder : '';
  const script = 'read -r line; kill -KILL "-$1"; [ -z "$2" ] || { sleep 1; rm -rf -- "$2"; }';
  const shell = spawn('sh', ['-c', script, 'guard', String(pidOf(child)), folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  shell.unref();
  const pipe = shell.stdin as typeof shell.stdin & { unref?: () => void };
  pipe.unref?.();
  child.once('exit', () => shell.kill('SIGKILL'));
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error(`cannot run ${child.spawnfile}`);
  return child.pid;
}

async function ready(plan: ServerPlan, hasEnded: () => boolean): Promise<void> {
  const deadline = Date.now() + plan.readyWithinMs;
  while (!(await plan.isReady())) {
    if (hasEnded() || Date.now() > deadline) {
      const log = await readFile(join(plan.folder, 'server.log'), 'utf8');
      const what = hasEnded() ? 'ended before it was ready' : `was not ready within ${plan.readyWithinMs / 1000} s`;
      throw new Error(`${plan.name} ${what}; the end of its log:\n${log.slice(-3000)}`);
    }
    await delay(pollEveryMs);
  }
}
