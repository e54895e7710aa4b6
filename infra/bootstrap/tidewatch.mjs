#!/usr/bin/env node
// The command `tidewatch` from the root of the repository.
import { ensureDashboard } from './ensure-dashboard.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { runPinned } from './run-pinned.mjs';

const args = process.argv.slice(2);
ensureInstalled();
// Only these two serve the screens.
if (['start', 'demo'].includes(args[0]) && !args.includes('--help')) ensureDashboard();
runPinned('apps/cli/src/main.ts', args);
