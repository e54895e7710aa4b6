// `npm run -s servers -- start|stop|status`: a real Kafka and Elasticsearch without Docker.
import { ensureInstalled } from './ensure-installed.mjs';
import { runPinned } from './run-pinned.mjs';

ensureInstalled();
runPinned('infra/servers/src/main.ts', process.argv.slice(2));
