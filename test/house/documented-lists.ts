import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { panelKindTexts } from '@tidewatch/contract/catalog/dashboard-definition';
import { operationCodes, problemCodes, rejectionCodes } from '@tidewatch/contract/errors';
import { deliveryFaults, notificationReasons } from '@tidewatch/contract/operations/notifications';
import { settingsSchema } from '@tidewatch/contract/settings';
import { liveMessages, liveQueryKinds } from '@tidewatch/contract/socket';
import { z } from 'zod';
import { root } from './repository-files.ts';

const run = promisify(execFile);

/** What the code offers to users, by the name of the list in the documents. */
export const documentedLists: Readonly<Record<string, () => Promise<string[]>>> = {
  'rejection codes': async () => Object.keys(rejectionCodes),
  'problem codes': async () => Object.keys(problemCodes),
  'operation codes': async () => Object.keys(operationCodes),
  'notification reasons': async () => Object.keys(notificationReasons),
  'delivery faults': async () => Object.keys(deliveryFaults),
  'socket messages': async () => Object.keys(liveMessages),
  'live queries': async () => Object.keys(liveQueryKinds),
  'dashboard panels': async () => Object.keys(panelKindTexts),
  settings: async () => settingsBelow(z.toJSONSchema(settingsSchema, { io: 'input' }) as Schema),
  'command line': verbs,
};

interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
}

/** Names of settings as in `log.kafka.brokers`. A group stands for its members, unless a plain value may be in its place. */
function settingsBelow(schema: Schema): string[] {
  const names = [schema, ...(schema.anyOf ?? [])].flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([name, below]) => {
      const members = settingsBelow(below).map((member) => `${name}.${member}`);
      const isGroup = (below.anyOf ?? [below]).every(({ type }) => type === 'object');
      return isGroup && members.length > 0 ? members : [name, ...members];
    }),
  );
  return [...new Set(names)];
}

/** The verbs that `tidewatch --help` names, one at the beginning of each indented line. */
async function verbs(): Promise<string[]> {
  const { stdout } = await run(process.execPath, ['apps/cli/src/main.ts', '--help'], { cwd: root });
  const named = stdout.split('\n').flatMap((line) => /^ {2}([a-z][a-z-]*)\b/.exec(line)?.[1] ?? []);
  return [...new Set(named)];
}
