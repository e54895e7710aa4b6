import type { Inhibition } from '@tidewatch/contract/catalog/delivery';
import { compileMatchers, type LabelSet, type LabelTest } from '../../matching/label-matchers.ts';

/** An alert that fires, as far as inhibition looks at it. */
export interface FiringLabels {
  readonly id: string;
  readonly labels: LabelSet;
}

interface Compiled {
  readonly isSource: LabelTest;
  readonly isTarget: LabelTest;
  readonly equal: readonly string[];
  /** Values of the equal labels → alerts that fire with them. */
  readonly sources: Map<string, Map<string, FiringLabels>>;
}

/** Which alerts are not told of because another one fires. Mutable: `fire` and `resolve` keep it up to date. */
export class Inhibitor {
  readonly #rules: readonly Compiled[];

  constructor(inhibitions: readonly Inhibition[]) {
    this.#rules = inhibitions.map(({ source, target, equal }) => ({
      isSource: compileMatchers(source),
      isTarget: compileMatchers(target),
      equal,
      sources: new Map(),
    }));
  }

  /** Whether other alerts depend on this one. */
  fire(alert: FiringLabels): boolean {
    const rules = this.#rules.filter(({ isSource }) => isSource(alert.labels));
    for (const { sources, equal } of rules) {
      const key = keyOf(equal, alert.labels);
      const same = sources.get(key) ?? new Map<string, FiringLabels>();
      sources.set(key, same.set(alert.id, alert));
    }
    return rules.length > 0;
  }

  /** Whether other alerts depended on this one. */
  resolve(alert: FiringLabels): boolean {
    const rules = this.#rules.filter(({ isSource }) => isSource(alert.labels));
    for (const { sources, equal } of rules) {
      const key = keyOf(equal, alert.labels);
      const same = sources.get(key);
      same?.delete(alert.id);
      if (same?.size === 0) sources.delete(key);
    }
    return rules.length > 0;
  }

  /**
   * Id of an alert that inhibits this one; null for none. As in Alertmanager an alert that is source and target of one inhibition is not
   * inhibited by others that are both, so that two alerts cannot hide each other.
   */
  inhibits(alert: FiringLabels): string | null {
    for (const { isSource, isTarget, equal, sources } of this.#rules) {
      if (!isTarget(alert.labels)) continue;
      const isBoth = isSource(alert.labels);
      for (const source of sources.get(keyOf(equal, alert.labels))?.values() ?? []) {
        if (source.id !== alert.id && !(isBoth && isTarget(source.labels))) return source.id;
      }
    }
    return null;
  }
}

const keyOf = (equal: readonly string[], labels: LabelSet): string =>
  JSON.stringify(equal.map((name) => (Object.hasOwn(labels, name) ? labels[name] : '')));
