import { join } from 'node:path';
import { formatProblems } from '@tidewatch/adapters/yaml';
import type { Command, Io } from '../../io.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import { readOptions } from '../../verbs/read-options.ts';
import { UsageError } from '../../verbs/usage-error.ts';
import { catalogSummary, checkCatalog } from './check-catalog.ts';

const help = `Checks the definitions of a catalog folder: events, sources, metrics, dashboards, rules, receivers and routes.

Usage: tidewatch check [DIR]

  DIR   the catalog folder (default: the setting "catalog", TIDEWATCH_CATALOG)

Every problem is one line, file:line:column: message, with the nearest valid name where a
name is unknown. All problems are reported at once. Nothing is started and nothing is written.

Example:
  tidewatch check infra/catalog

Exit codes: 0 the catalog is valid, 1 it has problems, 2 usage.
`;

async function catalogSetting(io: Io): Promise<string> {
  return (await loadSettings(io.env)).settings.catalog;
}

/** `tidewatch check [DIR]`. */
export const checkCommand: Command = async (args, io) => {
  const told = readOptions(args, io, { help, options: {}, takesArguments: true });
  if (told === null) return 0;
  const { positionals } = told;
  if (positionals.length > 1) throw new UsageError('check takes one folder; tidewatch check --help says more');
  const folder = positionals[0] ?? (await catalogSetting(io));
  const { catalog, problems } = await checkCatalog(folder);
  if (catalog === null) {
    io.stdout.write(formatProblems(problems, join(folder, '/')));
    io.stderr.write(`${folder}: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}\n`);
    return 1;
  }
  io.stdout.write(`${folder}: ${catalogSummary(catalog)} in force\n`);
  return 0;
};
