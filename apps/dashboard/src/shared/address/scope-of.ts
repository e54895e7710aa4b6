/** The filters of one dimension. */
export interface DimensionFilter {
  readonly dimension: string;
  readonly values: readonly string[];
}

const split = (entry: string): readonly [string, string] => {
  const at = entry.indexOf(':');
  return [entry.slice(0, at), entry.slice(at + 1)];
};

/** `dimension:value` texts, gathered by dimension in their order. */
export const filtersOf = (where: readonly string[]): readonly DimensionFilter[] => {
  const filters = new Map<string, string[]>();
  for (const entry of where) {
    const [dimension, value] = split(entry);
    filters.set(dimension, [...(filters.get(dimension) ?? []), value]);
  }
  return [...filters].map(([dimension, values]) => ({ dimension, values }));
};

/** `where` with exactly these values of `dimension`; none: not narrowed by it. */
export const withValues = (where: readonly string[], dimension: string, values: readonly string[]): string[] => [
  ...where.filter((entry) => split(entry)[0] !== dimension),
  ...values.map((value) => `${dimension}:${value}`),
];

/** The part of the scope that a metric with these dimensions can be asked for; `left` are the dimensions that it does not have. */
export const scopeOf = (
  where: readonly string[],
  by: readonly string[],
): { readonly where: readonly string[]; readonly left: readonly string[] } => {
  const has = (entry: string) => by.includes(split(entry)[0]);
  const left = where.filter((entry) => !has(entry)).map((entry) => split(entry)[0]);
  return { where: where.filter(has), left: [...new Set(left)] };
};
