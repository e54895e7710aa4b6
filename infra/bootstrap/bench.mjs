// `pnpm bench`: the benchmarks of test/load.
import { ensureInstalled } from './ensure-installed.mjs';
import { runPinned } from './run-pinned.mjs';

ensureInstalled();
runPinned('test/load/main.ts', process.argv.slice(2));
