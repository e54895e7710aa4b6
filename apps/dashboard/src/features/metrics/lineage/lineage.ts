import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { LocalText } from '@tidewatch/contract/queries';

export type LineageStage = 'topic' | 'event' | 'metric' | 'formula' | 'use';
export type LineageKind = 'topic' | 'source' | 'event' | 'metric' | 'formula' | 'dashboard' | 'rule';

export interface LineageNode {
  /** Unique within the lineage: kind and name. */
  readonly id: string;
  readonly stage: LineageStage;
  readonly kind: LineageKind;
  readonly name: string;
  readonly title: LocalText;
  /** The metric that the page is about. */
  readonly current: boolean;
}

export interface Lineage {
  /** By stage, each in the order of the catalog; stages without a node are absent. */
  readonly stages: readonly { readonly stage: LineageStage; readonly nodes: readonly LineageNode[] }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
}

/** What of the catalog lineage needs. A gateway of an older version may know neither dashboards nor rules. */
export type LineageCatalog = Pick<Catalog, 'events' | 'sources' | 'metrics' | 'formulas'> &
  Partial<Pick<Catalog, 'dashboards' | 'rules'>>;

const stageOrder: readonly LineageStage[] = ['topic', 'event', 'metric', 'formula', 'use'];

class LineageBuilder {
  readonly #current: string;
  readonly #nodes = new Map<string, LineageNode>();
  readonly #edges = new Map<string, Lineage['edges'][number]>();

  constructor(current: string) {
    this.#current = current;
  }

  node(stage: LineageStage, kind: LineageKind, name: string, title: LocalText = name): string {
    const id = `${kind} ${name}`;
    const current = (kind === 'metric' || kind === 'formula') && name === this.#current;
    if (!this.#nodes.has(id)) this.#nodes.set(id, { id, stage, kind, name, title, current });
    return id;
  }

  edge(from: string, to: string): void {
    this.#edges.set(`${from} ${to}`, { from, to });
  }

  lineage(): Lineage {
    const stages = stageOrder.map((stage) => ({
      stage,
      nodes: [...this.#nodes.values()].filter((node) => node.stage === stage),
    }));
    return { stages: stages.filter(({ nodes }) => nodes.length > 0), edges: [...this.#edges.values()] };
  }
}

/** Topic and source of each event type, and the event itself. */
const addEvent = (build: LineageBuilder, catalog: LineageCatalog, type: string): string => {
  const definition = catalog.events.find(({ event }) => event === type);
  const event = build.node('event', 'event', type, definition?.title ?? type);
  build.edge(build.node('topic', 'topic', 'events'), event);
  for (const { source, topic, title, emit } of catalog.sources) {
    if (topic === undefined || emit?.some((emitted) => emitted.event === type) !== true) continue;
    build.edge(build.node('topic', 'source', topic, title ?? source), event);
  }
  return event;
};

const addMetric = (build: LineageBuilder, catalog: LineageCatalog, name: string): string => {
  const metric = catalog.metrics.find((candidate) => candidate.metric === name);
  const node = build.node('metric', 'metric', name, metric?.title ?? name);
  for (const type of metric?.from ?? []) build.edge(addEvent(build, catalog, type), node);
  return node;
};

const metricsOfPanel = (panel: unknown): readonly string[] => {
  const { metric, metrics } = panel as { readonly metric?: unknown; readonly metrics?: unknown };
  return [metric, ...(Array.isArray(metrics) ? metrics : [])].filter((name) => typeof name === 'string');
};

/** Dashboards and rules that use one of the metrics. */
const addUses = (build: LineageBuilder, catalog: LineageCatalog, nodes: ReadonlyMap<string, string>): void => {
  for (const { dashboard, title, panels } of catalog.dashboards ?? []) {
    const used = new Set(panels.flatMap(metricsOfPanel));
    for (const [name, node] of nodes) {
      if (used.has(name)) build.edge(node, build.node('use', 'dashboard', dashboard, title ?? dashboard));
    }
  }
  for (const { rule, title, metric } of catalog.rules ?? []) {
    const node = nodes.get(metric);
    if (node !== undefined) build.edge(node, build.node('use', 'rule', rule, title ?? rule));
  }
};

/**
 * Where a metric's numbers come from and who uses them: source topic → event → metric → formulas → dashboards and rules. A metric's
 * formulas are those that read it; a formula's metrics are its inputs.
 */
export const lineageOf = (catalog: LineageCatalog, name: string): Lineage => {
  const build = new LineageBuilder(name);
  const nodes = new Map<string, string>();
  const formula = catalog.formulas.find((candidate) => candidate.metric === name);
  const inputs = formula?.inputs ?? [name];
  for (const input of inputs) {
    const node = addMetric(build, catalog, input);
    if (formula === undefined) nodes.set(input, node);
  }
  for (const candidate of catalog.formulas) {
    if (formula === undefined ? !candidate.inputs.includes(name) : candidate !== formula) continue;
    const node = build.node('formula', 'formula', candidate.metric, candidate.title);
    nodes.set(candidate.metric, node);
    for (const input of inputs) if (candidate.inputs.includes(input)) build.edge(`metric ${input}`, node);
  }
  addUses(build, catalog, nodes);
  return build.lineage();
};
