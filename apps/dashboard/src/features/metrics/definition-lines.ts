import type { Catalog, Formula, Metric } from '@tidewatch/contract/catalog/catalog';

/** One line of a definition: key and value as they would stand in the catalog. */
export interface DefinitionLine {
  readonly key: string;
  readonly value: string;
}

const plainWord = /^[\w.()/*+ -]+$/;
const groupsMaxDefault = 10_000;

/** As YAML would write it: texts with other signs in quotes. */
const quoted = (text: string) => (plainWord.test(text) ? text : JSON.stringify(text));
const list = (texts: readonly string[]) => `[${texts.map(quoted).join(', ')}]`;
const line = (key: string, value: string | null): DefinitionLine[] => (value === null ? [] : [{ key, value }]);

const targetText = ({ target }: Pick<Metric, 'target'>): string | null =>
  target === null
    ? null
    : `{ ${Object.entries(target)
        .map(([key, value]) => `${key}: ${value}`)
        .join(', ')} }`;

const metricLines = (metric: Metric): DefinitionLine[] => [
  { key: 'metric', value: metric.metric },
  ...(metric.from.length === 0 ? [] : line('from', list(metric.from))),
  ...line('where', metric.where),
  ...(metric.by.length === 0 ? [] : line('by', list(metric.by))),
  { key: 'measure', value: metric.measure },
  ...line('field', metric.field),
  ...(metric.quantiles.length === 0 ? [] : line('quantiles', `[${metric.quantiles.join(', ')}]`)),
  ...line('grain', metric.grains[0]?.grain ?? null),
  { key: 'keep', value: `{ ${metric.grains.map(({ grain, keepDays }) => `${grain}: ${keepDays}d`).join(', ')} }` },
  ...(metric.groupsMax === groupsMaxDefault ? [] : line('groupsMax', String(metric.groupsMax))),
  ...line('unit', metric.unit),
  ...line('good', metric.good),
  ...line('target', targetText(metric)),
  { key: 'owner', value: metric.owner },
];

const formulaLines = (formula: Formula): DefinitionLine[] => [
  { key: 'metric', value: formula.metric },
  { key: 'formula', value: formula.formula },
  ...(formula.by.length === 0 ? [] : line('by', list(formula.by))),
  ...line('unit', formula.unit),
  ...line('good', formula.good),
  ...line('target', targetText(formula)),
  { key: 'owner', value: formula.owner },
];

/** A metric's definition, line by line as in the catalog, every default written out. Empty where the catalog has none. */
export const definitionLines = (
  { metrics, formulas }: Pick<Catalog, 'metrics' | 'formulas'>,
  name: string,
): readonly DefinitionLine[] => {
  const metric = metrics.find((candidate) => candidate.metric === name);
  if (metric !== undefined) return metricLines(metric);
  const formula = formulas.find((candidate) => candidate.metric === name);
  return formula === undefined ? [] : formulaLines(formula);
};
