import { noneGroupValue } from '@tidewatch/contract';
import type { DecodedRecord } from '../../stream/decoded.ts';
import type { FoldPlan } from '../fold-plan.ts';
import type { GroupNames } from '../group-names.ts';
import type { MetricCells } from '../metric-cells.ts';

const minuteMs = 60_000;

interface Count {
  readonly metric: string;
  readonly type: string;
  readonly code: string;
  by: number;
  /** Last offset that was counted. */
  offset: number;
}

/** Counts of the events of one type, the case of nearly every record. */
interface TypeCounts {
  emitted: Count | null;
  folded: Count | null;
  unmatched: Count | null;
  /** Of the class of lateness that came last: where events are late, most are alike. */
  late: Count | null;
}

/**
 * The counters of the pipeline as metrics (`tidewatch_…` by topic, partition, type and code; windows by append time), so that
 * screens and rules need no second path. Counts are gathered per append minute and written to the cells when it ends or the
 * batch does.
 */
export class BuiltInCounts {
  readonly #plan: FoldPlan;
  readonly #cells: readonly (readonly MetricCells[])[];
  readonly #names: readonly GroupNames[];
  readonly #topic: string;
  readonly #partition: string;
  #minute = Number.NaN;
  #time = 0;
  #offset = -1;
  #pending: Count[] = [];
  #byKey = new Map<string, Count>();
  #byType = new Map<string, TypeCounts>();
  #read: Count | null = null;
  #used: Count | null = null;

  constructor(
    plan: FoldPlan,
    cells: readonly (readonly MetricCells[])[],
    names: readonly GroupNames[],
    topic: string,
    partition: number,
  ) {
    this.#plan = plan;
    this.#cells = cells;
    this.#names = names;
    this.#topic = topic;
    this.#partition = String(partition);
  }

  /** Sets the record in hand. */
  at(appendTime: number, offset: number): void {
    this.#offset = offset;
    if (appendTime === this.#time) return;
    const minute = Math.floor(appendTime / minuteMs);
    if (minute !== this.#minute) {
      this.flush();
      this.#minute = minute;
    }
    this.#time = appendTime;
  }

  record(outcome: DecodedRecord['outcome'], expressionErrors: number): void {
    this.#bump((this.#read ??= this.#count('tidewatch_read', noneGroupValue, noneGroupValue)));
    if (outcome === 'used') this.#bump((this.#used ??= this.#count('tidewatch_used', noneGroupValue, noneGroupValue)));
    else if (outcome === 'skipped') this.#bump(this.#count('tidewatch_skipped', noneGroupValue, noneGroupValue));
    if (expressionErrors > 0)
      this.#bump(this.#count('tidewatch_expression_errors', noneGroupValue, 'when'), expressionErrors);
  }

  /** `lateness`: how late the event came, as `latenessOf` says; null for in time. */
  event(type: string, matched: boolean, lateness: string | null): void {
    const counts = this.#byType.get(type) ?? this.#typeCounts(type);
    // Made at the first bump, never before: which groups come first must not depend on where a batch ends.
    this.#bump((counts.emitted ??= this.#count('tidewatch_events', type, noneGroupValue)));
    if (matched) this.#bump((counts.folded ??= this.#count('tidewatch_folded', type, noneGroupValue)));
    else this.#bump((counts.unmatched ??= this.#count('tidewatch_unmatched', type, noneGroupValue)));
    if (lateness === null) return;
    if (counts.late?.code !== lateness) counts.late = this.#count('tidewatch_late_events', type, lateness);
    this.#bump(counts.late);
  }

  duplicate(type: string): void {
    this.#bump(this.#count('tidewatch_events', type, noneGroupValue));
    this.#bump(this.#count('tidewatch_duplicates', type, noneGroupValue));
  }

  dead(type: string | null, code: string, emitted: boolean): void {
    if (emitted) this.#bump(this.#count('tidewatch_events', type ?? noneGroupValue, noneGroupValue));
    this.#bump(this.#count('tidewatch_dead_letters', type ?? noneGroupValue, code));
  }

  expressionError(type: string): void {
    this.#bump(this.#count('tidewatch_expression_errors', type, 'where'));
  }

  /** Writes what was gathered to the cells. */
  flush(): void {
    const time = this.#minute * minuteMs;
    for (const count of this.#pending) {
      const index = this.#plan.builtIn.get(count.metric);
      if (index === undefined) continue;
      const names = this.#names[this.#plan.byPlaces[index]!]!;
      const named = names.of([this.#topic, this.#partition, count.type, count.code]);
      for (const cells of this.#cells[index]!) cells.addCount(time, named, count.by, count.offset);
    }
    this.#pending = [];
    this.#byKey = new Map();
    this.#byType = new Map();
    this.#read = null;
    this.#used = null;
  }

  #bump(count: Count, by = 1): void {
    count.by += by;
    count.offset = this.#offset;
  }

  #typeCounts(type: string): TypeCounts {
    const counts: TypeCounts = { emitted: null, folded: null, unmatched: null, late: null };
    this.#byType.set(type, counts);
    return counts;
  }

  #count(metric: string, type: string, code: string): Count {
    const key = `${metric}\u0000${code}\u0000${type}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const count: Count = { metric, type, code, by: 0, offset: -1 };
    this.#byKey.set(key, count);
    this.#pending.push(count);
    return count;
  }
}
