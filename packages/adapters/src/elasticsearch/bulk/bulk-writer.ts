import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { backOff } from './back-off.ts';
import { createBlockReport } from './block-report.ts';
import { bulkLines, newestOperations, type BulkOperation, type RefusedOperation } from './bulk-operation.ts';
import { verdictOfItem, verdictOfRequest, type BulkReply, type Verdict } from './bulk-reply.ts';
import { createSlots } from './slots.ts';
import { settle, type Outcome, type Waiting } from './settle.ts';

export interface BulkWriterOptions {
  /** Sends one body. MUST NOT reject: why there is no answer is part of the reply. */
  readonly send: (body: string) => Promise<BulkReply>;
  /** Creates an index that a document needs; resolves also when somebody else did. MUST NOT reject. */
  readonly createIndex: (index: string) => Promise<void>;
  /** Puts the mappings of the catalog once more. MUST NOT reject. */
  readonly mendMappings: () => Promise<void>;
  /** Waits; rejects when the store is closed. */
  readonly delay: (ms: number) => Promise<void>;
  readonly random: () => number;
  readonly telemetry: Telemetry;
  readonly batchDocumentsMax?: number;
  readonly batchBytesMax?: number;
  readonly requestsMax?: number;
}

export interface BulkWriter {
  /** Resolves when every document is stored, older than what is stored, or refused; the refused are named. Rejects when closed. */
  write(operations: readonly BulkOperation[]): Promise<RefusedOperation[]>;
}

/** The writer that never gives up: it sends documents until each has a final answer. Idempotent, because versions are external. */
export function createBulkWriter(options: BulkWriterOptions): BulkWriter {
  const { batchDocumentsMax = 5_000, batchBytesMax = 5_000_000, requestsMax = 2, telemetry } = options;
  const blocks = createBlockReport(telemetry);
  const inSlot = createSlots(requestsMax);

  const prepareNext = async (outcome: Outcome) => {
    for (const index of outcome.indices) await options.createIndex(index);
    if (outcome.mend) await options.mendMappings();
  };

  /** Works on a share of the documents; `limit` shrinks under pressure and grows back. */
  const lane = async (queue: Waiting[], refused: RefusedOperation[]) => {
    const block = blocks.lane();
    const halves: Waiting[][] = [];
    let limit = batchDocumentsMax;
    let bytesMax = batchBytesMax;
    let attempt = 0;
    try {
      while (halves.length > 0 || queue.length > 0) {
        const batch = halves.pop() ?? take(queue, limit, bytesMax);
        const reply = await inSlot(() => options.send(batch.map(({ lines }) => lines).join('')));
        const outcome = settle(batch, judge(batch, reply));
        queue.push(...outcome.waiting);
        halves.push(...outcome.halves);
        // Something between here and the server takes less than we thought.
        if (outcome.halves.length > 0 && reply.items === null && reply.status === 413) {
          bytesMax = Math.min(bytesMax, bytesOf(batch) / 2);
        }
        refused.push(...outcome.refused);
        count(telemetry, outcome);
        block.set(outcome.blockedBy);
        await prepareNext(outcome);
        limit = outcome.smaller ? Math.max(1, Math.floor(batch.length / 2)) : Math.min(batchDocumentsMax, limit * 2);
        attempt = outcome.wait ? attempt + 1 : 0;
        if (outcome.wait) await options.delay(backOff(attempt, options.random));
      }
    } finally {
      block.set(null);
    }
  };

  return {
    async write(operations) {
      const refused: RefusedOperation[] = [];
      const queue = newestOperations(operations).map((operation) => {
        const lines = bulkLines(operation);
        return { operation, lines, bytes: Buffer.byteLength(lines), mended: false };
      });
      await Promise.all(Array.from({ length: requestsMax }, () => lane(queue, refused)));
      return refused;
    },
  };
}

/** Takes documents from the end of the queue up to both limits, at least one. */
function take(queue: Waiting[], documents: number, bytesMax: number): Waiting[] {
  const batch: Waiting[] = [];
  let bytes = 0;
  while (queue.length > 0 && batch.length < documents) {
    bytes += queue.at(-1)!.bytes;
    if (batch.length > 0 && bytes > bytesMax) break;
    batch.push(queue.pop()!);
  }
  return batch;
}

function bytesOf(batch: readonly Waiting[]): number {
  return batch.reduce((sum, { bytes }) => sum + bytes, 0);
}

function judge(batch: readonly Waiting[], reply: BulkReply): Verdict[] {
  if (reply.items === null) {
    const verdict = verdictOfRequest(reply.status, reply.type);
    return batch.map(() => verdict);
  }
  const { items } = reply;
  return batch.map((_, index) =>
    items[index] === undefined ? { kind: 'again', reason: 'no_item' } : verdictOfItem(items[index]),
  );
}

function count(telemetry: Telemetry, { done, stale, refused, again }: Outcome): void {
  if (done > 0) telemetry.count('store_documents', done, { result: 'written' });
  if (stale > 0) telemetry.count('store_documents', stale, { result: 'stale' });
  if (refused.length > 0) telemetry.count('store_documents', refused.length, { result: 'quarantined' });
  for (const [reason, documents] of again) telemetry.count('store_retries', documents, { reason });
}
