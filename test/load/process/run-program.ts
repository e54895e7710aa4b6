import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Who needs time of a processor, and memory: as the process itself counted it. */
export interface ProcessUsage {
  readonly cpuSeconds: number;
  readonly rssMiBMax: number;
}

/** A program of the benchmark in a process of its own, so that what it costs can be told from what is around it. */
export interface Program<Result> {
  readonly result: Promise<Result>;
  readonly pid: number;
  /** The next message that is not the result. */
  message<Message>(): Promise<Message>;
  send(message: object): void;
  kill(): Promise<void>;
}

const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL');
});

interface Told {
  readonly result?: unknown;
  readonly message?: unknown;
}

/** Starts a program of this folder; `file` is relative to `test/load`. It reads its options with `programOptions`. */
export function startProgram<Result>(file: string, options: object, flags: readonly string[] = []): Program<Result> {
  const path = fileURLToPath(new URL(`../${file}`, import.meta.url));
  const child = fork(path, [JSON.stringify(options)], {
    execArgv: [...flags],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  alive.add(child);
  const messages: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  let result: { readonly value: unknown } | null = null;
  child.on('message', (told: Told) => {
    if ('result' in told) result = { value: told.result };
    else if (waiting.length > 0) waiting.shift()!(told.message);
    else messages.push(told.message);
  });
  const ended = once(child, 'exit').then(([code, signal]) => {
    alive.delete(child);
    if (result !== null) return result.value as Result;
    throw new Error(`${file} ended with ${signal ?? code} and no result`);
  });
  ended.catch(() => {});
  return {
    result: ended,
    pid: child.pid!,
    message: async <Message>() => {
      const next = messages.shift();
      if (next !== undefined) return next as Message;
      const told = new Promise<unknown>((resolve) => waiting.push(resolve));
      return (await Promise.race([
        told,
        ended.then(() => Promise.reject(new Error(`${file} ended before it said anything`))),
      ])) as Message;
    },
    send: (message) => void child.send(message),
    async kill() {
      child.kill('SIGKILL');
      await ended.catch(() => {});
    },
  };
}

/** Runs a program to its end. */
export function runProgram<Result>(file: string, options: object, flags: readonly string[] = []): Promise<Result> {
  return startProgram<Result>(file, options, flags).result;
}
