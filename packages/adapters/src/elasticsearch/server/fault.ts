import { errors } from '@elastic/elasticsearch';
import { TidewatchError } from '@tidewatch/contract';

/** Why a request failed, without any text of the server: that quotes field values. */
export interface Fault {
  /** Null when no answer came. */
  readonly status: number | null;
  readonly type: string | null;
}

interface ErrorBody {
  readonly error?: { readonly type?: unknown; readonly caused_by?: { readonly type?: unknown } };
}

/** Reads the fault out of an error of the client. */
export function faultOf(error: unknown): Fault {
  if (!(error instanceof errors.ResponseError)) return { status: null, type: null };
  const body = error.body as ErrorBody | null | undefined;
  const type = body?.error?.caused_by?.type ?? body?.error?.type;
  return { status: error.statusCode ?? null, type: typeof type === 'string' ? type : null };
}

/** Whether the same request may succeed later without a change. */
export function isPassing({ status }: Fault): boolean {
  return status === null || status === 429 || status >= 500;
}

/** The error for callers of a read. `doing` completes "could not …". */
export function readError(fault: Fault, doing: string): TidewatchError {
  if (fault.type === 'too_many_buckets_exception') {
    return new TidewatchError(
      'query_too_wide',
      'The query has more buckets than the metric store allows. Ask for a shorter range, a larger step or fewer groups.',
    );
  }
  if (isPassing(fault)) {
    return new TidewatchError(
      'store_unavailable',
      `Elasticsearch does not answer: could not ${doing}. Check that it runs and try again.`,
      { retry: true },
    );
  }
  if (fault.status === 401 || fault.status === 403) {
    return new TidewatchError(
      'store_unavailable',
      `Elasticsearch refuses access: could not ${doing}. Check the user and its rights in the settings.`,
    );
  }
  return new TidewatchError(
    'internal',
    `Elasticsearch refused to ${doing}: status ${fault.status} (${fault.type ?? 'no type'}).`,
  );
}

export function closedError(): TidewatchError {
  return new TidewatchError('store_unavailable', 'The metric store is closed.');
}
