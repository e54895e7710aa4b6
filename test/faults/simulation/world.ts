import { createMemoryCluster, type MemoryCluster } from '@tidewatch/adapters/memory';
import type { Catalog } from '@tidewatch/contract';
import { tidewatchTopics } from '@tidewatch/core/definitions/topics';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { createProcessor, type Processor } from '@tidewatch/processor';
import { nextEntry, recordValue, type LedgerEntry } from './ledger.ts';
import { ManualScheduler } from './manual-scheduler.ts';
import type { OracleRules } from './oracle.ts';
import type { SeededRandom } from './seeded-random.ts';

export const rules: OracleRules = { sliceOffsets: 16, duplicateHorizonOffsets: 24 };
export const partitions = 2;

/** Takes away one defence, to see that the simulation notices. */
export type Sabotage = (log: EventLog) => EventLog;

/** One cluster, its processors and what was written: everything that a schedule moves. */
export class World {
  readonly scheduler = new ManualScheduler(Date.UTC(2026, 10, 21, 8, 50));
  readonly cluster: MemoryCluster;
  readonly ledger: LedgerEntry[][] = Array.from({ length: partitions }, () => []);
  readonly members = new Map<string, Processor>();
  readonly expelled = new Set<string>();
  readonly failures: unknown[] = [];
  readonly #random: SeededRandom;
  readonly #sabotage: Sabotage;
  #lastMember = 0;

  constructor(random: SeededRandom, sabotage: Sabotage = (log) => log) {
    this.#random = random;
    this.#sabotage = sabotage;
    this.cluster = createMemoryCluster({ clock: this.scheduler, control: 'manual', batchRecordsMax: 7 });
    for (const { topic, partitions: count } of tidewatchTopics(partitions)) {
      this.cluster.createTopic({
        topic,
        partitions: count,
        cleanupPolicy: 'delete',
        retentionMs: null,
        logAppendTime: true,
      });
    }
  }

  start(catalog: Catalog, revision = 0): void {
    const name = `p${(this.#lastMember += 1)}`;
    const processor = createProcessor({
      log: this.#sabotage(this.cluster.member(name)),
      catalog,
      settings: { ...rules, cellsMax: 250_000, eventPartitions: partitions, revision, epochs: {} },
      telemetry: noTelemetry,
      onFailure: (error) => this.failures.push(error),
      scheduler: this.scheduler,
    });
    this.members.set(name, processor);
    processor.start().catch((error: unknown) => this.failures.push(error));
  }

  /** Has a member fold the log again from an append time. What a crash cuts off was not promised. */
  rebuild(name: string, catalog: Catalog, since: number): void {
    this.members
      .get(name)
      ?.enter(catalog, since)
      .catch(() => undefined);
  }

  crash(name: string): void {
    this.cluster.crash(name);
    void this.members.get(name)?.stop();
    this.members.delete(name);
    this.expelled.delete(name);
  }

  expel(name: string): void {
    this.cluster.expel(name);
    this.expelled.add(name);
  }

  reconnect(name: string): void {
    this.cluster.reconnect(name);
    this.expelled.delete(name);
  }

  write(count: number): void {
    const partition = this.#random.below(partitions);
    const ledger = this.ledger[partition]!;
    for (let index = 0; index < count; index += 1) {
      const entry = nextEntry(this.#random, ledger, ledger.length, this.scheduler.now());
      ledger.push(entry);
      if (entry.kind === 'hole') this.cluster.writeControlRecord('events', partition);
      else
        this.cluster.write('events', partition, [
          { key: null, value: recordValue(entry), appendTime: entry.appendTime },
        ]);
    }
  }

  /** Lets every promise that can settle do so. */
  async breathe(): Promise<void> {
    for (let turn = 0; turn < 25; turn += 1) await Promise.resolve();
  }
}
