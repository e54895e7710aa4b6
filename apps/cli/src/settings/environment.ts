import { z } from 'zod';
import { settingsSchema } from '@tidewatch/contract';

/** A setting that a variable can set. */
export interface SettingLeaf {
  readonly path: readonly string[];
  /** As in JSON Schema; `list` takes values separated by commas; `object` can only stand in the file. */
  readonly type: 'string' | 'number' | 'boolean' | 'list' | 'object';
  /** `TIDEWATCH_` and the path in capitals: http.allowWithoutLogin is TIDEWATCH_HTTP_ALLOW_WITHOUT_LOGIN. Null for `object`. */
  readonly variable: string | null;
  readonly description: string;
  readonly fallback: unknown;
}

interface JsonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
}

/** Short names that are easier to remember; they win over the long ones. */
const shortNames: Readonly<Record<string, string>> = {
  TIDEWATCH_PORT: 'TIDEWATCH_HTTP_PORT',
  TIDEWATCH_HOST: 'TIDEWATCH_HTTP_HOST',
};

/** Every setting that is one value, from the schema itself. */
export const settingLeaves: readonly SettingLeaf[] = leavesOf(
  z.toJSONSchema(settingsSchema, { io: 'input' }) as JsonSchema,
  [],
);

function leavesOf(schema: JsonSchema, path: readonly string[]): readonly SettingLeaf[] {
  const choices = schema.anyOf ?? [schema];
  const objects = choices.filter((choice) => Object.keys(choice.properties ?? {}).length > 0);
  const own = choices.find((choice) => !objects.includes(choice) && leafType(choice) !== null);
  const leaf = own === undefined || path.length === 0 ? [] : [leafOf(schema, own, path)];
  return [
    ...leaf,
    ...objects.flatMap((object) =>
      Object.entries(object.properties ?? {}).flatMap(([name, inner]) => leavesOf(inner, [...path, name])),
    ),
  ];
}

function leafOf(schema: JsonSchema, own: JsonSchema, path: readonly string[]): SettingLeaf {
  const type = leafType(own)!;
  const variable =
    type === 'object'
      ? null
      : `TIDEWATCH_${path.map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()).join('_')}`;
  return { path, type, variable, description: schema.description ?? own.description ?? '', fallback: schema.default };
}

function leafType(schema: JsonSchema): SettingLeaf['type'] | null {
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.type === 'array') return 'list';
  return schema.type === 'string' || schema.type === 'boolean' || schema.type === 'object' ? schema.type : null;
}

/** What the `TIDEWATCH_…` variables set, as a tree of the same shape as the file. Unknown variables are named in `unknown`. */
export function settingsOfEnvironment(env: Readonly<Record<string, string | undefined>>): {
  readonly values: Record<string, unknown>;
  readonly unknown: readonly string[];
} {
  const values: Record<string, unknown> = {};
  const unknown: string[] = [];
  const given = Object.entries(env).filter(
    ([name, text]) => name.startsWith('TIDEWATCH_') && text !== undefined && text !== '',
  );
  for (const [name, text] of given.toSorted(
    ([left], [right]) => Number(left in shortNames) - Number(right in shortNames),
  )) {
    const leaf = settingLeaves.find(({ variable }) => variable === (shortNames[name] ?? name));
    if (leaf === undefined) unknown.push(name);
    else put(values, leaf.path, valueOf(leaf, text!));
  }
  return { values, unknown };
}

/** The variable that set the value at a path; null when none did. */
export function variableOf(
  path: readonly (string | number)[],
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  const variable = settingLeaves.find((leaf) => leaf.path.join('.') === path.join('.'))?.variable ?? null;
  const names = [...Object.keys(shortNames).filter((short) => shortNames[short] === variable), variable];
  return names.find((name) => name !== null && Boolean(env[name])) ?? null;
}

function valueOf(leaf: SettingLeaf, text: string): unknown {
  if (leaf.type === 'number') return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  if (leaf.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return leaf.type === 'list' ? text.split(',').map((item) => item.trim()) : text;
}

function put(tree: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (rest.length === 0) {
    tree[name!] = value;
    return;
  }
  const inner = (tree[name!] ??= {}) as Record<string, unknown>;
  put(inner, rest, value);
}
