import type { DashboardDefinition } from './dashboard-definition.ts';
import type { Inhibition, MuteTiming, Receiver, Route } from './delivery.ts';
import type { EventDefinition } from './event-definition.ts';
import type { Rule } from './rule-definition.ts';
import type { SourceDefinition } from './source-definition.ts';
import type { MeasureName } from './metric-definition.ts';
import type { LocalText } from '../queries.ts';

/** A metric after normalisation: every default filled in, dimensions resolved, units derived. */
export interface Metric {
  readonly metric: string;
  readonly title: LocalText;
  readonly description: LocalText;
  readonly owner: string;
  readonly unit: string | null;
  readonly good: 'up' | 'down' | null;
  readonly target: { readonly perDay?: number; readonly value?: number } | null;
  /** Event types. Empty for a formula and for built-in metrics. */
  readonly from: readonly string[];
  readonly where: string | null;
  readonly by: readonly string[];
  readonly measure: MeasureName;
  readonly field: string | null;
  /** Minor units per major unit of the field's currency (100 for IDR); 1 for anything but money. API value = state / scale. */
  readonly scale: number;
  readonly quantiles: readonly number[];
  /** Finest grain first: every grain that is folded, with the days it is kept. */
  readonly grains: readonly { readonly grain: string; readonly ms: number; readonly keepDays: number }[];
  readonly groupsMax: number;
  readonly builtIn: boolean;
}

/** A formula metric after normalisation. */
export interface Formula {
  readonly metric: string;
  readonly title: LocalText;
  readonly description: LocalText;
  readonly owner: string;
  readonly unit: string | null;
  readonly good: 'up' | 'down' | null;
  readonly target: { readonly perDay?: number; readonly value?: number } | null;
  readonly formula: string;
  /** Names of the metrics in the formula. */
  readonly inputs: readonly string[];
  readonly by: readonly string[];
}

/** The whole normalised catalog: what the topic `definitions` holds and every role but the processor reads. Active definitions only. */
export interface Catalog {
  readonly events: readonly EventDefinition[];
  readonly sources: readonly SourceDefinition[];
  readonly metrics: readonly Metric[];
  readonly formulas: readonly Formula[];
  /** In the order in which they are offered. */
  readonly dashboards: readonly DashboardDefinition[];
  readonly receivers: readonly Receiver[];
  /** The roots, each independent of the others. */
  readonly routes: readonly Route[];
  readonly inhibitions: readonly Inhibition[];
  readonly muteTimings: readonly MuteTiming[];
  /** Alert rules. */
  readonly rules: readonly Rule[];
}

/** One record of the topic `definitions`. */
export type DefinitionsRecord = GenerationRecord | InForceRecord | TopicRecord;

/** A generation: one state of the definitions and where it begins. Its number is its place among generation records, from 1. */
export interface GenerationRecord {
  readonly v: 1;
  readonly kind: 'generation';
  /** Hash of what the fold uses. */
  readonly hash: string;
  /** Raised by an operator to go back to earlier definitions on purpose. */
  readonly revision: number;
  /** Topic → partition → first offset whose slice belongs to this generation. */
  readonly from: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly catalog: Catalog;
  /** Readers take it only when an `InForceRecord` says so: the one before answers until then. Absent: at once. */
  readonly awaits?: true;
  readonly at: number;
}

/** The generation of this hash and revision has caught up with the one before: from now on readers take it. */
export interface InForceRecord {
  readonly v: 1;
  readonly kind: 'in-force';
  readonly hash: string;
  readonly revision: number;
  readonly at: number;
}

/** How an input topic is cut. Written once per topic and epoch. */
export interface TopicRecord {
  readonly v: 1;
  readonly kind: 'topic';
  readonly topic: string;
  readonly epoch: number;
  readonly sliceOffsets: number;
  /** False for foreign topics with producer timestamps: no hour cut. */
  readonly hourCut: boolean;
  readonly at: number;
}
