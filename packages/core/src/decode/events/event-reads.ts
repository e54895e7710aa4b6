import type { Catalog, Metric } from '@tidewatch/contract';
import { eventFields } from '../../catalog/checks/event-fields.ts';
import type { EventPath } from '../../expressions/compile/expression-shape.ts';
import { compileExpression } from '../../expressions/compile-expression.ts';
import { eventEnvironment } from '../../expressions/environments.ts';

/** What is read of the events of one type beside type, source and time. */
export interface EventReads {
  readonly id: boolean;
  readonly subject: boolean;
  readonly data: ReadonlySet<string>;
}

/**
 * What the metrics read of each event type, so that a decoder need not make texts that nobody looks at. A type that is not in the
 * map has an expression over it which has to be evaluated: that may read anything.
 */
export function readByMetrics(catalog: Catalog): ReadonlyMap<string, EventReads> {
  const byType = new Map<string, EventReads>();
  for (const { event } of catalog.events) {
    const metrics = catalog.metrics.filter(({ from }) => from.includes(event));
    const paths = metrics.map((metric) => pathsOf(metric, catalog));
    if (paths.some((some) => some === null)) continue;
    const all = paths.flatMap((some) => some ?? []);
    const reads = (name: string): boolean => all.some((path) => 'envelope' in path && path.envelope === name);
    const data = new Set(all.flatMap((path) => ('data' in path ? [path.data] : [])));
    byType.set(event, { id: reads('id'), subject: reads('subject'), data });
  }
  return byType;
}

/** Nothing but the envelopes, whatever the type: for who only checks events and passes their bytes on. */
export function onlyEnvelopes(catalog: Catalog): ReadonlyMap<string, EventReads> {
  const envelope = { id: true, subject: true, data: new Set<string>() };
  return new Map(catalog.events.map(({ event }) => [event, envelope]));
}

/** What one metric reads; null for anything. */
function pathsOf(metric: Metric, catalog: Catalog): readonly EventPath[] | null {
  const { fields } = eventFields(catalog.events.filter(({ event }) => metric.from.includes(event)));
  const environment = eventEnvironment(fields);
  const paths: EventPath[] = metric.by.filter((name) => !name.startsWith('event.')).map((data) => ({ data }));
  for (const text of [metric.where, metric.field]) {
    if (text === null) continue;
    const path = compileExpression(text, environment).expression?.shape?.path;
    if (path === undefined) return null;
    paths.push(path);
  }
  return paths;
}
