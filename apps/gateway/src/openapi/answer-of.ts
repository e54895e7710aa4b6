/** JSON Schema. */
export type Schema = Readonly<Record<string, unknown>>;

export const text: Schema = { type: 'string' };
export const number: Schema = { type: 'number' };
export const integer: Schema = { type: 'integer' };
export const boolean: Schema = { type: 'boolean' };
export const textsByName: Schema = { type: 'object', additionalProperties: text };
export const localText: Schema = {
  description: 'One text, or one per language.',
  anyOf: [text, { type: 'object', required: ['en'], properties: { en: text, id: text } }],
};
/** Epoch milliseconds. */
export const instant: Schema = { type: 'integer', description: 'Epoch milliseconds.' };

export const history: Schema = { type: 'string', enum: ['available', 'unavailable'] };

export const list = (items: Schema): Schema => ({ type: 'array', items });
export const oneOf = (names: readonly string[]): Schema => ({ type: 'string', enum: names });

export function nullable(schema: Schema): Schema {
  const { type, enum: names } = schema;
  return { ...schema, type: [type, 'null'], ...(Array.isArray(names) ? { enum: [...names, null] } : {}) };
}

/** An object as the contract types it: a field that is not described does not compile. `optional` ones may be absent. */
export function answerOf<Answer>(
  fields: Readonly<Record<keyof Answer & string, Schema>>,
  optional: readonly (keyof Answer & string)[] = [],
): Schema {
  const names = Object.keys(fields) as (keyof Answer & string)[];
  return { type: 'object', required: names.filter((name) => !optional.includes(name)), properties: fields };
}
