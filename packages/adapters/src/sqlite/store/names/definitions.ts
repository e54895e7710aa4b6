import type { Catalog, Metric } from '@tidewatch/contract/catalog/catalog';
import type { Measure } from '@tidewatch/core/measures/measure';
import { measureOf } from '@tidewatch/core/measures/measure-of';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../../database/in-transaction.ts';

/** A metric as far as its stored states go: name, measure and dimensions. Another measure or other dimensions are another definition. */
export interface Definition {
  readonly id: number;
  readonly metric: Metric;
  readonly measure: Measure;
}

/** One definition at one grain: the first part of a row's key. */
export interface SeriesKey {
  readonly id: number;
  readonly definition: Definition;
  readonly grain: string;
}

const signatureOf = ({ metric, measure, by }: Metric): string => JSON.stringify([metric, measure, by]);

/** All definitions that the store has ever been given: rows of an earlier catalog stay readable. */
export class Definitions {
  readonly #database: DatabaseSync;
  readonly #bySignature = new Map<string, Definition>();
  /** Newest first. */
  readonly #byName = new Map<string, Definition[]>();
  readonly #series = new Map<string, SeriesKey>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.load();
  }

  /** Reads all from the file, as after a transaction that failed. */
  load(): void {
    const database = this.#database;
    this.#bySignature.clear();
    this.#byName.clear();
    this.#series.clear();
    const stored = database.prepare('SELECT id, definition FROM definitions ORDER BY id').all() as {
      id: number;
      definition: string;
    }[];
    for (const { id, definition } of stored) this.#keep(id, JSON.parse(definition) as Metric);
    const series = database.prepare('SELECT id, definition, grain FROM series').all() as {
      id: number;
      definition: number;
      grain: string;
    }[];
    const byId = new Map([...this.#bySignature.values()].map((definition) => [definition.id, definition]));
    for (const { id, definition, grain } of series) this.#keepSeries(id, byId.get(definition)!, grain);
  }

  prepare(catalog: Catalog): void {
    const put = this.#database.prepare(
      `INSERT INTO definitions (metric, signature, definition) VALUES (?, ?, ?)
       ON CONFLICT (signature) DO UPDATE SET definition = excluded.definition RETURNING id`,
    );
    inTransaction(this.#database, () => {
      for (const metric of catalog.metrics) {
        const { id } = put.get(metric.metric, signatureOf(metric), JSON.stringify(metric)) as { id: number };
        this.#keep(id, metric);
      }
    });
  }

  /** Definitions of this name, newest first. */
  named(name: string): readonly Definition[] {
    return this.#byName.get(name) ?? [];
  }

  find(metric: Metric): Definition | null {
    return this.#bySignature.get(signatureOf(metric)) ?? null;
  }

  /** Null where nothing was written at this grain. */
  findSeries(definition: Definition, grain: string): SeriesKey | null {
    return this.#series.get(`${definition.id} ${grain}`) ?? null;
  }

  series(): readonly SeriesKey[] {
    return [...this.#series.values()];
  }

  /** Belongs into a transaction of the caller. */
  seriesFor(definition: Definition, grain: string): SeriesKey {
    const found = this.findSeries(definition, grain);
    if (found !== null) return found;
    const { lastInsertRowid } = this.#database
      .prepare('INSERT INTO series (definition, grain) VALUES (?, ?)')
      .run(definition.id, grain);
    return this.#keepSeries(Number(lastInsertRowid), definition, grain);
  }

  #keep(id: number, metric: Metric): void {
    const signature = signatureOf(metric);
    const definition: Definition = { id, metric, measure: measureOf(metric) };
    const others = this.named(metric.metric).filter((other) => other.id !== id);
    this.#bySignature.set(signature, definition);
    this.#byName.set(metric.metric, [definition, ...others]);
    for (const series of this.#series.values()) {
      if (series.definition.id === id) this.#keepSeries(series.id, definition, series.grain);
    }
  }

  #keepSeries(id: number, definition: Definition, grain: string): SeriesKey {
    const series: SeriesKey = { id, definition, grain };
    this.#series.set(`${definition.id} ${grain}`, series);
    return series;
  }
}
