import type { UpcomingGeneration } from '@tidewatch/contract/socket';
import { measureCatchUp, sumOfCatchUp } from '@tidewatch/core/definitions/catch-up';
import { watchDefinitions } from '@tidewatch/core/definitions/watch-definitions';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { catchError, concat, EMPTY, exhaustMap, from, map, of, retry, switchMap, timer, type Subscription } from 'rxjs';

const lookEveryMs = 1_000;

/** How far the generation is that is being folded beside the one in force. */
export class UpcomingWatch {
  readonly #watching: Subscription;
  #current: UpcomingGeneration | null = null;

  constructor(log: EventLog) {
    this.#watching = watchDefinitions(log)
      .pipe(
        retry({ delay: lookEveryMs }),
        switchMap((definitions) => {
          const { upcoming } = definitions;
          if (upcoming === null) return of(null);
          const { number: generation } = upcoming;
          const looks = timer(0, lookEveryMs).pipe(
            // A log that does not answer is asked again at the next turn.
            exhaustMap(() => from(measureCatchUp(log, definitions, upcoming)).pipe(catchError(() => EMPTY))),
            map((partitions) => ({ generation, ...sumOfCatchUp(partitions) })),
          );
          return concat(of({ generation, done: 0, total: 1 }), looks);
        }),
      )
      .subscribe((current) => (this.#current = current));
  }

  /** Null while nothing but the generation in force is folded. */
  get current(): UpcomingGeneration | null {
    return this.#current;
  }

  stop(): void {
    this.#watching.unsubscribe();
  }
}
