import type { Catalog } from '@tidewatch/contract';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { MetricStore, PartialsWrite, Quarantined } from '@tidewatch/core/ports/metric-store';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import type { BulkOperation, RefusedOperation } from './bulk/bulk-operation.ts';
import { createBulkWriter, type BulkWriter } from './bulk/bulk-writer.ts';
import { eventOperation, fieldTypesOf, type FieldTypes } from './events/event-document.ts';
import type { IndexNames } from './indices/index-names.ts';
import { createIndex, prepareIndices } from './indices/prepare-indices.ts';
import { giveIdentity } from './partials/identity.ts';
import { metricShapes, shapeOf, type MetricShapes } from './partials/metric-shapes.ts';
import { partialOperation } from './partials/partial-document.ts';
import { progressOperations } from './partials/progress.ts';
import type { Server } from './server/server.ts';

/** Operations held as text at once by one call. */
const operationsMax = 5_000;

export interface StoreWritesOptions {
  readonly server: Server;
  readonly names: IndexNames;
  readonly namespace: string;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly random: () => number;
}

/** The writing half of the store. */
export function createStoreWrites(
  options: StoreWritesOptions,
): Pick<MetricStore, 'prepare' | 'upsertPartials' | 'indexEvents'> {
  const { server, names, namespace } = options;
  let shapes: MetricShapes = new Map();
  let catalog: Catalog | null = null;
  let fieldTypes: FieldTypes = new Map();

  const writer = createWriter(options, async () => {
    if (catalog !== null) await prepareIndices(server, namespace, catalog).catch(() => undefined);
  });

  return {
    async prepare(next) {
      await prepareIndices(server, namespace, next);
      await giveIdentity(server, names);
      shapes = metricShapes(next);
      catalog = next;
      fieldTypes = fieldTypesOf(next);
    },
    async upsertPartials(writes) {
      const refused: RefusedOperation[] = [];
      for (const operations of partialOperations(names, shapes, writes, refused)) {
        refused.push(...(await writer.write(operations)));
      }
      // Progress promises cells: it goes after them.
      const progresses = writes.flatMap(({ progress }) => progress ?? []);
      refused.push(...(await writer.write(progressOperations(names, progresses))));
      return refused.map(quarantined);
    },
    async indexEvents(events) {
      return (await writer.write(events.map((event) => eventOperation(names, event, fieldTypes)))).map(quarantined);
    },
  };
}

function createWriter(
  { server, clock, telemetry, random }: StoreWritesOptions,
  mendMappings: () => Promise<void>,
): BulkWriter {
  return createBulkWriter({
    send: async (body) => {
      const startedAt = clock.now();
      const reply = await server.bulk(body);
      telemetry.observe('store_bulk_seconds', (clock.now() - startedAt) / 1_000);
      return reply;
    },
    createIndex: (index) => createIndex(server, index),
    mendMappings,
    delay: server.delay,
    random,
    telemetry,
  });
}

/**
 * An operation for each cell, some at a time: their texts take many times the memory of the cells. Cells whose metric the catalog
 * does not know cannot be stored.
 */
function* partialOperations(
  names: IndexNames,
  shapes: MetricShapes,
  writes: readonly PartialsWrite[],
  refused: RefusedOperation[],
): Generator<BulkOperation[]> {
  let operations: BulkOperation[] = [];
  for (const write of writes) {
    for (const cells of write.cells) {
      const shape = cells.definition === undefined ? shapes.get(cells.metric) : shapeOf(cells.definition);
      for (const entry of cells.entries) {
        if (shape === undefined || shape.by.length !== entry[0].length) {
          refused.push({
            subject: cells.metric,
            reason: 'the catalog has no metric of this name with so many dimensions',
          });
          continue;
        }
        operations.push(partialOperation(names, write, cells, entry, shape));
        if (operations.length < operationsMax) continue;
        yield operations;
        operations = [];
      }
    }
  }
  if (operations.length > 0) yield operations;
}

function quarantined({ subject, reason }: RefusedOperation): Quarantined {
  return { metric: subject, reason };
}
