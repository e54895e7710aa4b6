import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { formatProblems } from '@tidewatch/adapters/yaml';
import type { Catalog } from '@tidewatch/contract';
import type { Command, Io } from '../../io.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import { UsageError } from '../../verbs/usage-error.ts';
import { checkCatalog } from './check-catalog.ts';

const help = `Checks the definitions of a catalog folder: events, sources, metrics and dashboards.

Usage: tidewatch check [DIR]

  DIR   the catalog folder (default: the setting "catalog", TIDEWATCH_CATALOG)

Every problem is one line, file:line:column: message, with the nearest valid name where a
name is unknown. All problems are reported at once. Nothing is started and nothing is written.

Example:
  tidewatch check infra/catalog

Exit codes: 0 the catalog is valid, 1 it has problems, 2 usage.
`;

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

function summary({ events, sources, metrics, formulas, dashboards, rules, receivers }: Catalog): string {
  const counts: readonly (readonly [number, string])[] = [
    [events.length, 'event'],
    [sources.length, 'source'],
    [metrics.filter(({ builtIn }) => !builtIn).length + formulas.length, 'metric'],
    [dashboards.length, 'dashboard'],
    [rules.length, 'rule'],
    [receivers.length, 'receiver'],
  ];
  return `${counts.map(([count, noun]) => plural(count, noun)).join(', ')} in force`;
}

async function assertFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => null);
  if (found === null) throw new UsageError(`there is no folder ${folder}`);
  if (!found.isDirectory()) throw new UsageError(`${folder} is not a folder`);
}

async function catalogSetting(io: Io): Promise<string> {
  return (await loadSettings(io.env)).settings.catalog;
}

/** `tidewatch check [DIR]`. */
export const checkCommand: Command = async (args, io) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  if (values.help === true) {
    io.stdout.write(help);
    return 0;
  }
  if (positionals.length > 1) throw new UsageError('check takes one folder; tidewatch check --help says more');
  const folder = positionals[0] ?? (await catalogSetting(io));
  await assertFolder(folder);
  const { catalog, problems } = await checkCatalog(folder);
  if (catalog === null) {
    io.stdout.write(formatProblems(problems, join(folder, '/')));
    io.stderr.write(`${folder}: ${plural(problems.length, 'problem')}\n`);
    return 1;
  }
  io.stdout.write(`${folder}: ${summary(catalog)}\n`);
  return 0;
};
