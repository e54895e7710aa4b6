import type { Catalog } from '@tidewatch/contract';
import { builtInMetrics } from './built-in-metrics.ts';
import { checkDashboards } from './checks/check-dashboards.ts';
import { checkFormulas } from './checks/check-formulas.ts';
import { checkMetric } from './checks/check-metrics.ts';
import { checkRules } from './checks/check-rules.ts';
import { checkSources } from './checks/check-sources.ts';
import type { CatalogDocument, CatalogProblem, Defined } from './checks/documents.ts';
import { reporter } from './checks/documents.ts';
import type { Definitions } from './checks/parse-definition.ts';
import { noDefinitions, parseDefinition } from './checks/parse-definition.ts';
import { currencyScale } from './currency-scale.ts';
import { normaliseDelivery } from './normalise-delivery.ts';

export type { CatalogDocument, CatalogProblem, DocumentPath, Position } from './checks/documents.ts';

const reservedPrefix = 'tidewatch_';

/** Definitions by name, the first of each; every further one of the same name is reported. */
function byName<Definition>(
  defined: readonly Defined<Definition>[],
  nameOf: (definition: Definition) => string,
  kind: string,
  taken = new Set<string>(),
): Map<string, Defined<Definition>> {
  const map = new Map<string, Defined<Definition>>();
  for (const item of defined) {
    const name = nameOf(item.definition);
    if (taken.has(name)) item.report([kind], `${kind} "${name}" is defined twice`);
    else map.set(name, item);
    taken.add(name);
  }
  return map;
}

function checkEvents(definitions: Definitions): void {
  for (const { definition, report } of definitions.events) {
    for (const [name, field] of Object.entries(definition.data)) {
      if (Object.hasOwn(Object.prototype, name))
        report(['data', name], `"${name}" cannot be the name of a field`, { key: true });
      if (field.currency !== undefined && currencyScale(field.currency) === null)
        report(['data', name, 'currency'], `"${field.currency}" is not a currency of ISO 4217`);
    }
  }
}

function checkReservedNames(definitions: Definitions): void {
  for (const { definition, report } of [...definitions.metrics, ...definitions.formulas]) {
    if (definition.metric.startsWith(reservedPrefix))
      report(['metric'], `names that begin with ${reservedPrefix} belong to the built-in metrics`);
  }
}

const sorted = <Item>(items: Iterable<Item>, nameOf: (item: Item) => string): Item[] =>
  [...items].toSorted((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));

const active = <Definition extends { active: boolean }>(map: ReadonlyMap<string, Defined<Definition>>): Definition[] =>
  [...map.values()].map(({ definition }) => definition).filter((definition) => definition.active);

function inOrder(problems: readonly CatalogProblem[]): CatalogProblem[] {
  return problems.toSorted((left, right) =>
    left.file === right.file ? left.line - right.line || left.column - right.column : left.file < right.file ? -1 : 1,
  );
}

/**
 * Checks parsed documents and makes the catalog of what is active: every default filled in, built-in metrics included,
 * sorted by name, so that the order of files does not matter. All problems come at once; the catalog is null if there are any.
 */
export function normaliseCatalog(documents: readonly CatalogDocument[]): {
  readonly catalog: Catalog | null;
  readonly problems: readonly CatalogProblem[];
} {
  const problems: CatalogProblem[] = [];
  const definitions = noDefinitions();
  const { broken } = definitions;
  for (const document of documents) parseDefinition(document.value, reporter(document, problems), definitions);

  checkEvents(definitions);
  checkReservedNames(definitions);
  const events = byName(definitions.events, ({ event }) => event, 'event');
  const sources = byName(definitions.sources, ({ source }) => source, 'source');
  const metricNames = new Set<string>();
  const metrics = byName(definitions.metrics, ({ metric }) => metric, 'metric', metricNames);
  const formulas = byName(definitions.formulas, ({ metric }) => metric, 'metric', metricNames);

  checkSources([...sources.values()], events, broken.events);
  const checkedMetrics = [...metrics.values()].map((metric) => ({
    active: metric.definition.active,
    metric: checkMetric(metric, events, broken.events),
  }));
  const allMetrics = [...checkedMetrics.map(({ metric }) => metric), ...builtInMetrics];
  const dimensions = new Map(allMetrics.map(({ metric, by }) => [metric, by]));
  const inactive = new Set(
    [...definitions.metrics, ...definitions.formulas]
      .filter(({ definition }) => !definition.active)
      .map(({ definition }) => definition.metric),
  );
  const checkedFormulas = checkFormulas(formulas, dimensions, inactive, broken.metrics);
  const dashboards = byName(definitions.dashboards, ({ dashboard }) => dashboard, 'dashboard');
  checkDashboards([...dashboards.values()], {
    metrics: allMetrics,
    formulas: [...checkedFormulas.values()],
    inactive,
    events: new Map([...events].map(([name, { definition }]) => [name, definition])),
    // A formula that could not be checked has been reported.
    broken: { events: broken.events, metrics: new Set([...broken.metrics, ...formulas.keys()]) },
  });
  const rules = byName(definitions.rules, ({ rule }) => rule, 'rule');
  const checkedRules = checkRules([...rules.values()], {
    metrics: allMetrics,
    formulas: [...checkedFormulas.values()],
    inactive,
    broken: new Set([...broken.metrics, ...formulas.keys()]),
  });
  const delivery = normaliseDelivery(definitions, byName);
  if (problems.length > 0) return { catalog: null, problems: inOrder(problems) };

  return {
    problems: [],
    catalog: {
      events: sorted(active(events), ({ event }) => event),
      sources: sorted(active(sources), ({ source }) => source),
      metrics: sorted(
        [...checkedMetrics.filter((checked) => checked.active).map(({ metric }) => metric), ...builtInMetrics],
        ({ metric }) => metric,
      ),
      formulas: sorted(
        [...checkedFormulas.values()].filter(({ metric }) => !inactive.has(metric)),
        ({ metric }) => metric,
      ),
      ...delivery,
      dashboards: sorted(active(dashboards), ({ dashboard }) => dashboard).toSorted(
        (one, other) => one.order - other.order,
      ),
      rules: sorted(
        checkedRules.filter(({ rule }) => rules.get(rule)?.definition.active),
        ({ rule }) => rule,
      ),
    },
  };
}
