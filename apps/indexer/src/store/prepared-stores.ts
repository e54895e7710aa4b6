import {
  catchError,
  distinctUntilChanged,
  EMPTY,
  exhaustMap,
  from,
  timer,
  type Observable,
  type SchedulerLike,
} from 'rxjs';
import { TidewatchError, type Catalog } from '@tidewatch/contract';
import type { MetricStore } from '@tidewatch/core/ports/metric-store';

const lookEveryMs = 5_000;

/**
 * The identity of the store once it is prepared for the catalog, and again whenever the store is another one: somebody deleted its
 * data while we ran. A store that is away keeps its identity.
 */
export function preparedStores(
  store: Pick<MetricStore, 'prepare' | 'identity'>,
  catalog: Catalog,
  scheduler: SchedulerLike,
): Observable<string> {
  let isPrepared = false;
  const look = async (): Promise<string> => {
    const known = isPrepared ? await store.identity() : null;
    if (known !== null) return known;
    await store.prepare(catalog);
    isPrepared = true;
    const given = await store.identity();
    if (given === null) throw new TidewatchError('internal', 'The metric store has no name after it was prepared.');
    return given;
  };
  return timer(0, lookEveryMs, scheduler).pipe(
    exhaustMap(() => from(look()).pipe(catchError(awayOrThrow))),
    distinctUntilChanged(),
  );
}

function awayOrThrow(error: unknown): Observable<never> {
  if (error instanceof TidewatchError && error.code === 'store_unavailable') return EMPTY;
  throw error;
}
