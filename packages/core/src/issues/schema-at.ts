/** What is used of a zod schema; core does not depend on zod itself. */
interface SchemaNode {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly element?: unknown;
  readonly valueType?: unknown;
  readonly options?: readonly unknown[];
  readonly def?: {
    readonly innerType?: unknown;
    readonly discriminator?: string;
    readonly values?: readonly unknown[];
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The part of a parsed value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let current = value;
  for (const key of path)
    current = isObject(current) || Array.isArray(current) ? (current as Record<PropertyKey, unknown>)[key] : undefined;
  return current;
}

/** Keys that a zod schema knows at a path of the value. Of a union those of the option that the value means. */
export function knownKeys(schema: unknown, path: readonly PropertyKey[], value: unknown): string[] {
  let current = schema;
  for (const [depth, key] of path.entries()) {
    const node = optionOf(unwrap(current), valueAt(value, path.slice(0, depth)));
    current = isObject(node?.shape) ? node.shape[String(key)] : (node?.element ?? node?.valueType);
  }
  return Object.keys(optionOf(unwrap(current), valueAt(value, path))?.shape ?? {});
}

function unwrap(schema: unknown): SchemaNode | undefined {
  let node = schema as SchemaNode | undefined;
  while (node?.def?.innerType !== undefined) node = node.def.innerType as SchemaNode;
  return node;
}

/** The option of a union that the value names by its discriminator, or shares the most keys with. */
function optionOf(node: SchemaNode | undefined, value: unknown): SchemaNode | undefined {
  if (node?.options === undefined || !isObject(value)) return node;
  const options = node.options.map(unwrap);
  const discriminator = node.def?.discriminator;
  if (discriminator !== undefined)
    return options.find((option) => namesOf(option, discriminator).includes(String(value[discriminator])));
  const shared = (option: SchemaNode | undefined): number =>
    Object.keys(option?.shape ?? {}).filter((key) => Object.hasOwn(value, key)).length;
  return options.toSorted((one, other) => shared(other) - shared(one))[0];
}

/** The values by which an option of a union is named. */
const namesOf = (option: SchemaNode | undefined, discriminator: string): readonly string[] =>
  ((option?.shape?.[discriminator] as SchemaNode | undefined)?.def?.values ?? []).map(String);
