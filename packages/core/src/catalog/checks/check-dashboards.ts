import type { DashboardDefinition, EventDefinition, Formula, Metric, Panel } from '@tidewatch/contract';
import { didYouMean } from '../../expressions/nearest-name.ts';
import type { Defined, DocumentPath } from './documents.ts';
import { eventFields } from './event-fields.ts';
import { grainMs } from './grains.ts';

/** The definitions that dashboards may name. What is broken itself is not reported as unknown on top. */
export interface ShownDefinitions {
  readonly metrics: readonly Metric[];
  readonly formulas: readonly Formula[];
  readonly inactive: ReadonlySet<string>;
  readonly events: ReadonlyMap<string, EventDefinition>;
  readonly broken: { readonly events: ReadonlySet<string>; readonly metrics: ReadonlySet<string> };
}

/** What a panel may ask of a metric or formula. */
interface ShownMetric extends Pick<Metric, 'by' | 'unit' | 'target'> {
  /** Quantiles: the only ones that have a `stat`. */
  readonly hasStats: boolean;
  /** Finest grain, ms; a formula's is the coarsest of its inputs. */
  readonly grainMs: number;
  readonly active: boolean;
}

function shownMetrics({ metrics, formulas, inactive }: ShownDefinitions): ReadonlyMap<string, ShownMetric> {
  const shown = new Map<string, ShownMetric>();
  for (const metric of metrics) {
    const { by, unit, target } = metric;
    const hasStats = metric.measure === 'quantiles';
    const finestMs = metric.grains[0]?.ms ?? 1;
    shown.set(metric.metric, { by, unit, target, hasStats, grainMs: finestMs, active: !inactive.has(metric.metric) });
  }
  for (const { metric, by, unit, target, inputs } of formulas) {
    const coarsest = Math.max(...inputs.map((input) => shown.get(input)?.grainMs ?? 1));
    shown.set(metric, { by, unit, target, hasStats: false, grainMs: coarsest, active: !inactive.has(metric) });
  }
  return shown;
}

type Report = (path: DocumentPath, message: string) => void;

const metricsOf = (panel: Panel): readonly { readonly name: string; readonly path: DocumentPath }[] => {
  if ('metrics' in panel && panel.metrics !== undefined)
    return panel.metrics.map((name, index) => ({ name, path: ['metrics', index] }));
  return 'metric' in panel && panel.metric !== undefined ? [{ name: panel.metric, path: ['metric'] }] : [];
};

/** What is wrong with a dimension of a metric; null when nothing is. */
function dimensionProblem(dimension: string, name: string, { by }: ShownMetric): string | null {
  if (by.includes(dimension)) return null;
  const hint = by.length === 0 ? ': it has none' : didYouMean(dimension, by) || `: it has ${by.join(', ')}`;
  return `metric "${name}" has no dimension "${dimension}"${hint}`;
}

class PanelCheck {
  readonly #panel: Panel;
  readonly #report: Report;
  readonly #known: ShownDefinitions;
  readonly #metrics: ReadonlyMap<string, ShownMetric>;

  constructor(panel: Panel, report: Report, known: ShownDefinitions, metrics: ReadonlyMap<string, ShownMetric>) {
    this.#panel = panel;
    this.#report = report;
    this.#known = known;
    this.#metrics = metrics;
  }

  /** Checks the panel and gives the dimensions that a filter of the screen can have on it. */
  run(active: boolean): readonly string[] {
    if (this.#panel.panel === 'event_feed') return this.#feed(active);
    const metrics = metricsOf(this.#panel).flatMap(({ name, path }) => {
      const metric = this.#metric(name, path, active);
      return metric === undefined ? [] : [{ name, metric }];
    });
    for (const { name, metric } of metrics) {
      this.#dimensions(name, metric);
      this.#details(name, metric);
    }
    this.#units(metrics.map(({ metric }) => metric.unit));
    return metrics.flatMap(({ metric }) => metric.by);
  }

  #metric(name: string, path: DocumentPath, active: boolean): ShownMetric | undefined {
    const metric = this.#metrics.get(name);
    if (metric === undefined && !this.#known.broken.metrics.has(name))
      this.#report(path, `unknown metric "${name}"${didYouMean(name, this.#metrics.keys())}`);
    if (active && metric?.active === false) this.#report(path, `metric "${name}" is not active`);
    return metric;
  }

  #dimensions(name: string, metric: ShownMetric): void {
    const panel = this.#panel;
    const named = 'by' in panel ? (panel.by ?? []) : [];
    named.forEach((dimension, index) => {
      if (named.indexOf(dimension) !== index) this.#report(['by', index], `dimension "${dimension}" is named twice`);
      this.#dimension(dimension, name, metric, ['by', index]);
    });
    const where = 'where' in panel ? panel.where : [];
    where.forEach((text, index) => {
      this.#dimension(text.slice(0, text.indexOf(':')), name, metric, ['where', index]);
    });
  }

  #dimension(dimension: string, name: string, metric: ShownMetric, path: DocumentPath): void {
    const problem = dimensionProblem(dimension, name, metric);
    if (problem !== null) this.#report(path, problem);
  }

  #details(name: string, metric: ShownMetric): void {
    const panel = this.#panel;
    if ('stat' in panel && panel.stat !== undefined && !metric.hasStats)
      this.#report(['stat'], `metric "${name}" has no stats: only measure: quantiles has`);
    if ('step' in panel && panel.step !== undefined && grainMs(panel.step) % metric.grainMs !== 0)
      this.#report(['step'], `step ${panel.step} is not a multiple of the grain of "${name}"`);
    if (panel.panel === 'goal' && panel.target === undefined && metric.target?.perDay === undefined)
      this.#report(['metric'], `metric "${name}" has no target per day: give the panel a "target"`);
  }

  /** One axis has one unit. */
  #units(units: readonly (string | null)[]): void {
    if (this.#panel.panel !== 'time_series' || new Set(units).size <= 1) return;
    const names = [...new Set(units.map((unit) => unit ?? 'a plain number'))];
    this.#report(['metrics'], `the metrics of one chart need one unit, not ${names.join(' and ')}`);
  }

  #feed(active: boolean): readonly string[] {
    const panel = this.#panel;
    if (panel.panel !== 'event_feed') return [];
    const found = panel.types.flatMap((type, index) => {
      const event = this.#known.events.get(type);
      if (event === undefined && !this.#known.broken.events.has(type))
        this.#report(['types', index], `unknown event type "${type}"${didYouMean(type, this.#known.events.keys())}`);
      if (active && event?.active === false) this.#report(['types', index], `event type "${type}" is not active`);
      return event === undefined ? [] : [event];
    });
    const { fields } = eventFields(found);
    const names = [...fields].filter(([, field]) => !field.pii).map(([name]) => name);
    if (found.length === panel.types.length) {
      panel.where.forEach((text, index) => {
        const name = text.slice(0, text.indexOf(':'));
        if (!names.includes(name))
          this.#report(['where', index], `the events have no field "${name}"${didYouMean(name, names)}`);
      });
    }
    return [...fields].filter(([, field]) => field.dimension).map(([name]) => name);
  }
}

/** Checks every panel of every dashboard: names, dimensions of their metrics, steps, units. Problems are reported. */
export function checkDashboards(dashboards: readonly Defined<DashboardDefinition>[], known: ShownDefinitions): void {
  const metrics = shownMetrics(known);
  for (const { definition, report } of dashboards) {
    const dimensions = definition.panels.flatMap((panel, index) => {
      const reportPanel: Report = (path, message) => report(['panels', index, ...path], message);
      return new PanelCheck(panel, reportPanel, known, metrics).run(definition.active);
    });
    const offered = [...new Set(dimensions)];
    definition.scope.forEach((name, index) => {
      if (definition.scope.indexOf(name) !== index) report(['scope', index], `dimension "${name}" is named twice`);
      if (!offered.includes(name))
        report(['scope', index], `no panel of this dashboard has the dimension "${name}"${didYouMean(name, offered)}`);
    });
  }
}
