import type { Client } from '@elastic/elasticsearch';
import type { BulkItem, BulkReply } from '../bulk/bulk-reply.ts';
import { faultOf } from './fault.ts';

const bulkTimeoutMs = 30_000;

interface BulkAnswer {
  readonly items?: readonly {
    readonly index?: { readonly status?: number; readonly error?: { readonly type?: string } };
  }[];
}

/** Sends one bulk request. Never rejects: why there is no answer is part of the reply. */
export async function sendBulk(client: Client, body: string, closed: AbortSignal): Promise<BulkReply> {
  try {
    const answer = await client.transport.request<BulkAnswer>(
      // The filter leaves out the texts of errors: they quote field values.
      {
        method: 'POST',
        path: '/_bulk',
        querystring: { filter_path: 'items.*.status,items.*.error.type' },
        bulkBody: body,
      },
      { requestTimeout: bulkTimeoutMs, signal: closed },
    );
    return { items: (answer.items ?? []).map(itemOf) };
  } catch (error) {
    return { items: null, ...faultOf(error) };
  }
}

function itemOf({ index }: NonNullable<BulkAnswer['items']>[number]): BulkItem {
  return { status: index?.status ?? 0, type: index?.error?.type ?? null };
}
