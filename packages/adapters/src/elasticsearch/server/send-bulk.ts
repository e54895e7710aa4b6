import type { Client } from '@elastic/elasticsearch';
import type { BulkItem, BulkReply } from '../bulk/bulk-reply.ts';
import { boundedRequest } from './bounded-request.ts';
import { faultOf } from './fault.ts';

const bulkTimeoutMs = 30_000;

interface BulkAnswer {
  readonly items?: readonly {
    readonly index?: { readonly status?: number; readonly error?: { readonly type?: string } };
  }[];
}

/** Sends one bulk request. Never rejects: why there is no answer is part of the reply. */
export async function sendBulk(
  client: Client,
  body: string,
  closed: AbortSignal,
  timeoutMs = bulkTimeoutMs,
): Promise<BulkReply> {
  // The filter leaves out the texts of errors: they quote field values.
  const querystring = { filter_path: 'items.*.status,items.*.error.type' };
  try {
    const answer = await boundedRequest(timeoutMs, [closed], (signal) =>
      client.transport.request<BulkAnswer>({ method: 'POST', path: '/_bulk', querystring, bulkBody: body }, { signal }),
    );
    return { items: (answer.items ?? []).map(itemOf) };
  } catch (error) {
    return { items: null, ...faultOf(error) };
  }
}

function itemOf({ index }: NonNullable<BulkAnswer['items']>[number]): BulkItem {
  return { status: index?.status ?? 0, type: index?.error?.type ?? null };
}
