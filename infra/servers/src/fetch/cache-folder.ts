import { homedir } from 'node:os';
import { join } from 'node:path';

/** Root may not run Elasticsearch; what root has fetched must be readable by the user who does. */
export const runsAsRoot = process.getuid?.() === 0;

/** Where downloads stay, outside the repository and shared by all runs: `TIDEWATCH_CACHE`, else the usual place. */
export function cacheFolder(): string {
  const named = process.env['TIDEWATCH_CACHE'];
  if (named) return named;
  if (runsAsRoot) return '/var/cache/tidewatch';
  return join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'tidewatch');
}
