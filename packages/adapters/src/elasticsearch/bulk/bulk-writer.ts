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

/** The documents of one request, in the order of the body. */
interface Request {
  readonly batch: readonly Waiting[];
  readonly bytes: number;
  readonly body: string;
}

/** The writer that never gives up: it sends documents until each has a final answer. Idempotent, because versions are external. */
export function createBulkWriter(options: BulkWriterOptions): BulkWriter {
  const { batchDocumentsMax = 5_000, batchBytesMax = 2_000_000, requestsMax = 2, telemetry } = options;
  const blocks = createBlockReport(telemetry);
  const inSlot = createSlots(requestsMax);

  const prepareNext = async (outcome: Outcome) => {
    for (const index of outcome.indices) await options.createIndex(index);
    if (outcome.mend) await options.mendMappings();
  };

  /** Sends a half as a whole, else the next of the queue. Null when another lane took the last of it. To be called in a slot: only what is on its way lies here as text. */
  const sendNext = async (half: Waiting[] | undefined, queue: Waiting[], documents: number, bytesMax: number) => {
    const next = half === undefined ? take(queue, documents, bytesMax) : take(half, half.length, Infinity);
    const { batch, bytes, body } = next;
    return batch.length === 0 ? null : { batch, bytes, reply: await options.send(body) };
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
        const sent = await inSlot(() => sendNext(halves.pop(), queue, limit, bytesMax));
        if (sent === null) continue;
        const { batch, bytes, reply } = sent;
        const outcome = settle(batch, judge(batch, reply));
        queue.push(...outcome.waiting);
        halves.push(...outcome.halves);
        // Something between here and the server takes less than we thought.
        if (outcome.halves.length > 0 && reply.items === null && reply.status === 413) {
          bytesMax = Math.min(bytesMax, bytes / 2);
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
      const queue = newestOperations(operations).map((operation) => ({ operation, mended: false }));
      await Promise.all(Array.from({ length: requestsMax }, () => lane(queue, refused)));
      return refused;
    },
  };
}

/** Takes documents from the end of the queue up to both limits, at least one, and makes their texts. */
function take(queue: Waiting[], documents: number, bytesMax: number): Request {
  const batch: Waiting[] = [];
  const texts: string[] = [];
  let bytes = 0;
  for (let next = queue.at(-1); next !== undefined && batch.length < documents; next = queue.at(-1)) {
    const text = bulkLines(next.operation);
    const more = Buffer.byteLength(text);
    if (batch.length > 0 && bytes + more > bytesMax) break;
    bytes += more;
    texts.push(text);
    batch.push(next);
    queue.pop();
  }
  return { batch, bytes, body: texts.join('') };
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
