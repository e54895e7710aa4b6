import { readFile } from 'node:fs/promises';
import { LineCounter, parseDocument } from 'yaml';
import { settingsSchema, TidewatchError, type Settings } from '@tidewatch/contract';
import { describeIssues } from '@tidewatch/core/issues/describe-issues';
import { settingsOfEnvironment, variableOf } from './environment.ts';

export interface LoadedSettings {
  readonly settings: Settings;
  /** The file that was read; null when there was none. */
  readonly file: string | null;
  /** `TIDEWATCH_…` variables that are no setting: a slip worth a warning. */
  readonly unknown: readonly string[];
}

/**
 * Settings from `tidewatch.yaml` (or the file named), then `TIDEWATCH_…` variables, then `overrides` (options of the command).
 * Throws `settings_invalid` with every problem, file:line:column where it stands in the file.
 */
export async function loadSettings(
  env: Readonly<Record<string, string | undefined>>,
  options: { readonly file?: string; readonly overrides?: Readonly<Record<string, unknown>> } = {},
): Promise<LoadedSettings> {
  const { TIDEWATCH_SETTINGS: named, ...others } = env;
  const file = options.file ?? named;
  const text = await readText(file ?? 'tidewatch.yaml', file !== undefined);
  const lines = new LineCounter();
  const document = parseDocument(text ?? '', { lineCounter: lines });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file ?? 'tidewatch.yaml'}:${line}:${col}`;
  };
  const broken = document.errors[0];
  if (broken !== undefined)
    throw new TidewatchError('settings_invalid', `${place(broken.pos[0])}: ${broken.message.split('\n')[0]}`);
  const fromFile = (document.toJS() ?? {}) as Record<string, unknown>;
  const { values, unknown } = settingsOfEnvironment(others);
  const all = merged(merged(fromFile, values), options.overrides ?? {});
  const parsed = settingsSchema.safeParse(all);
  if (parsed.error !== undefined) {
    const problems = describeIssues(settingsSchema, all, parsed.error.issues).map(({ path, message }) => {
      const variable = variableOf(path, others);
      if (variable !== null) return `${variable}: ${message}`;
      const node = document.getIn(path, true) as { range?: readonly [number, number, number] } | undefined;
      return node?.range === undefined ? message : `${place(node.range[0])}: ${message}`;
    });
    throw new TidewatchError('settings_invalid', problems.join('\n'));
  }
  return { settings: parsed.data, file: text === null ? null : (file ?? 'tidewatch.yaml'), unknown };
}

async function readText(file: string, required: boolean): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (!required) return null;
    throw new TidewatchError('settings_invalid', `The settings file ${file} cannot be read.`, { cause });
  }
}

/** `log` and `store` are choices: naming one replaces the other, every other tree is merged. */
function merged(
  base: Readonly<Record<string, unknown>>,
  over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const result: Record<string, unknown> = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const before = base[name];
    const both = isTree(before) && isTree(value);
    const choice = both && (name === 'log' || name === 'store') && Object.keys(before)[0] !== Object.keys(value)[0];
    result[name] = both && !choice ? merged(before, value) : value;
  }
  return result;
}

function isTree(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
