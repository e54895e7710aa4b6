// `npm test` and `pnpm check`: everything that CI runs. Names of stages as arguments run those alone.
import { ensureInstalled } from './ensure-installed.mjs';
import { runPinned } from './run-pinned.mjs';

ensureInstalled();
runPinned('infra/checks/main.ts', process.argv.slice(2));
