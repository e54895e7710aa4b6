import type { Server } from './server.ts';

export interface ScanRequest {
  readonly index: readonly string[];
  readonly query: object;
  readonly sort: readonly (string | object)[];
  readonly pageDocuments?: number;
}

interface ScanAnswer<Source> {
  readonly pit_id: string;
  readonly hits: { readonly hits: readonly { readonly _source: Source; readonly sort: readonly unknown[] }[] };
}

const keepAlive = '1m';
/** The most that a server gives at once by default (index.max_result_window). */
const pageDocumentsMax = 10_000;

/** All documents of a query, page by page, as they were when the scan began. Missing indices are empty. */
export async function* scan<Source>(server: Server, request: ScanRequest): AsyncGenerator<readonly Source[]> {
  const { pageDocuments = pageDocumentsMax, query, sort } = request;
  const opened = await server.ask<{ id: string }>(
    {
      method: 'POST',
      path: `/${request.index.join(',')}/_pit`,
      query: { keep_alive: keepAlive, ignore_unavailable: true, allow_partial_search_results: false },
    },
    'begin to read',
  );
  let pit = opened.id;
  try {
    let after: readonly unknown[] | undefined;
    for (;;) {
      const answer: ScanAnswer<Source> = await server.ask(
        {
          method: 'POST',
          path: '/_search',
          query: { allow_partial_search_results: false },
          body: {
            pit: { id: pit, keep_alive: keepAlive },
            query,
            sort,
            size: pageDocuments,
            track_total_hits: false,
            ...(after === undefined ? {} : { search_after: after }),
          },
        },
        'read documents',
      );
      pit = answer.pit_id;
      const { hits } = answer.hits;
      if (hits.length > 0) yield hits.map(({ _source }) => _source);
      if (hits.length < pageDocuments) return;
      after = hits.at(-1)!.sort;
    }
  } finally {
    // It ends by itself a minute later; a server that is away must not hide the error that led here.
    await server.ask({ method: 'DELETE', path: '/_pit', body: { id: pit } }, 'end reading').catch(() => undefined);
  }
}
