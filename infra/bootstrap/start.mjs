// `npm start`: everything from a fresh clone to the running demo.
import { ensureDashboard } from './ensure-dashboard.mjs';
import { ensureInstalled } from './ensure-installed.mjs';
import { runPinned } from './run-pinned.mjs';

ensureInstalled();
ensureDashboard();
runPinned('apps/cli/src/main.ts', ['demo', ...process.argv.slice(2)]);
