import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../apps/cli/src/main.ts', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const upMsMax = 60_000;

/** A running `tidewatch` process. */
export interface RunningTidewatch {
  /** `http://127.0.0.1:PORT`; empty for a process without the gateway. */
  readonly url: string;
  /** Of the port for probes, with `--health-port`; empty without. */
  readonly healthUrl: string;
  /** From the start of the process to the line that says it is up. */
  readonly upAfterMs: number;
  /** How much of that it stood ready to run while others had the processors. 0 where the system does not tell (only Linux does). */
  readonly waitedForCpuMs: number;
  readonly pid: number;
  /** Everything written to standard error so far. */
  errors(): string;
  kill(signal: NodeJS.Signals): void;
  /** Exit code, or the signal that ended it. */
  ended(): Promise<number | NodeJS.Signals>;
}

export interface StartOptions {
  readonly verb?: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** What standard output says when the process is up. */
  readonly upWhen?: RegExp;
  /** A program with its arguments that becomes the process in the end, as in `unshare -rm`. */
  readonly within?: readonly string[];
}

/** What the caller of the tests set for Tidewatch is not for these processes. */
const outerEnv = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('TIDEWATCH_')));
const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

/** Starts `tidewatch` on this Node and waits until it says that it is up. Rejects with what it wrote when it ends before. */
export async function startTidewatch({
  verb = 'start',
  args,
  env = {},
  upWhen = /is up(?:: (\S+)| \()/,
  within = [],
}: StartOptions): Promise<RunningTidewatch> {
  const begun = performance.now();
  const [command, ...before]: [string, ...string[]] = [within[0] ?? process.execPath, ...within.slice(1)];
  const node = within.length === 0 ? [] : [process.execPath];
  const child = spawn(command, [...before, ...node, program, verb, ...args], {
    cwd: root,
    env: { ...outerEnv, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  alive.add(child);
  let output = '';
  let errors = '';
  const ended = once(child, 'exit').then(([code, signal]) => {
    alive.delete(child);
    return (code ?? signal) as number | NodeJS.Signals;
  });
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  const up = new Promise<string>((resolve) => {
    child.stdout.on('data', (chunk) => {
      output += String(chunk);
      const found = upWhen.exec(output);
      if (found !== null) resolve(found[1] ?? '');
    });
  });
  const early = ended.then((how) =>
    Promise.reject(new Error(`tidewatch ${verb} ended with ${how} before it was up:\n${output}${errors}`)),
  );
  early.catch(() => {});
  const late = AbortSignal.timeout(upMsMax);
  const tooLate = once(late, 'abort').then(() =>
    Promise.reject(new Error(`tidewatch ${verb} was not up within ${upMsMax / 1000} s:\n${output}${errors}`)),
  );
  tooLate.catch(() => {});
  const url = await Promise.race([up, early, tooLate]);
  return {
    url,
    healthUrl: /^Health of this process: (\S+)$/m.exec(output)?.[1] ?? '',
    upAfterMs: performance.now() - begun,
    waitedForCpuMs: child.pid === undefined ? 0 : waitedForCpuMs(child.pid),
    pid: child.pid!,
    errors: () => errors,
    kill: (signal) => void child.kill(signal),
    ended: () => ended,
  };
}

/** Of the main thread: the second number of schedstat, in nanoseconds (Linux, Documentation/scheduler/sched-stats). */
function waitedForCpuMs(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

/** Runs a verb to its end. */
export async function runVerb(args: readonly string[], env: Readonly<Record<string, string>> = {}, input?: string) {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: root,
    env: { ...outerEnv, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  alive.add(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (errors += String(chunk)));
  child.stdin.end(input);
  const [code] = (await once(child, 'close')) as [number | null];
  alive.delete(child);
  return { code, output, errors };
}
