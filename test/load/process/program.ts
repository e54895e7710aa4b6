import { growHeapSlowly } from '@tidewatch/cli/grow-heap-slowly';
import type { ProcessUsage } from './run-program.ts';

/** What the parent gave this program, which then runs as `tidewatch` does; its own parent is trusted to give the right shape. */
export function programOptions(): unknown {
  growHeapSlowly();
  return JSON.parse(process.argv[2]!);
}

export function tell(message: object | string): void {
  process.send?.({ message });
}

/** Gives the parent the result. The program ends when its last handle is closed. */
export function finish(result: object): void {
  process.send?.({ result }, () => process.disconnect?.());
}

/** Processor time since `from`, and the most memory so far. */
export function usageSince(from: NodeJS.CpuUsage): ProcessUsage {
  const { user, system } = process.cpuUsage(from);
  return { cpuSeconds: (user + system) / 1e6, rssMiBMax: process.resourceUsage().maxRSS / 1024 };
}
