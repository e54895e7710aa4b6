import { fileURLToPath } from 'node:url';
import type { WorkloadOptions } from '@tidewatch/cli/simulator/standard-workload/create-standard-workload';

export const catalogFolder = fileURLToPath(new URL('./catalog', import.meta.url));

/** The standard workload in its fixed past, so that every run has the same cells. */
export function standardOptions(records: number): WorkloadOptions {
  return { seed: 1, records, startMs: Date.UTC(2025, 0, 1, 9) };
}
