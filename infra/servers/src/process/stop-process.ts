import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const stopWithinMs = 20_000;

/**
 * Ends a server that another run of this script has started; kills its process group when it has not ended in 20 s.
 * @param mark text that the process carries in its arguments or environment: a process id may be somebody else's by now
 */
export async function stopProcess(pid: number, mark: string): Promise<void> {
  if (!(await isOurs(pid, mark))) return;
  process.kill(pid, 'SIGTERM');
  const deadline = Date.now() + stopWithinMs;
  while (isAlive(pid) && Date.now() < deadline) await delay(100);
  if (isAlive(pid)) process.kill(-pid, 'SIGKILL');
}

async function isOurs(pid: number, mark: string): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (!existsSync('/proc/self')) return true;
  const texts = await Promise.all(
    ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
  );
  return texts.some((text) => text.includes(mark));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
