import { readFile } from 'node:fs/promises';
import type { ProcessUsage } from './run-program.ts';

/** Clock ticks of /proc a second; fixed in Linux' interface to programs. */
const ticksPerSecond = 100;

/** What another process has used since it began; null where the system does not tell (only Linux does). */
export async function usageOf(pid: number): Promise<ProcessUsage | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    // The name in parentheses may hold spaces; utime and stime are fields 14 and 15 of the whole line.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const peakKiB = /^VmHWM:\s+(\d+) kB/m.exec(status)?.[1];
    return {
      cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
      rssMiBMax: Number(peakKiB) / 1024,
    };
  } catch {
    return null;
  }
}
