import { concatMap, exhaustMap, filter, from, interval, map, tap, type Observable, type SchedulerLike } from 'rxjs';
import type { AlertTransition } from '@tidewatch/contract/alerts';
import type { RuleEvaluator } from '@tidewatch/core/alerting/evaluation/rule-evaluator';
import type { Clock } from '@tidewatch/core/ports/clock';

const evaluateEveryMs = 250;

export interface AlertPathParts {
  readonly clock: Clock;
  readonly scheduler: SchedulerLike;
  readonly evaluator: Pick<RuleEvaluator, 'evaluate'>;
  /** Whether this process is still known to lead. */
  readonly leads: () => boolean;
  /** Makes transitions durable in the topic `alerts`. */
  readonly record: (transitions: readonly AlertTransition[]) => Promise<void>;
}

/**
 * The alert path, top to bottom: evaluate → transitions → topic `alerts`, durable. Whoever leads reads them there like everybody else,
 * and then tells people. Emits every transition when it is durable.
 */
export function alertPath({ clock, scheduler, evaluator, leads, record }: AlertPathParts): Observable<AlertTransition> {
  /** What was evaluated and is not recorded yet: the rules remember it as told, so it must not be lost. */
  const owed: AlertTransition[] = [];
  return interval(evaluateEveryMs, scheduler).pipe(
    filter(leads),
    exhaustMap(() =>
      from(evaluator.evaluate()).pipe(
        tap((transitions) => {
          for (const transition of transitions) owed.push({ ...transition, recordedAt: clock.now() });
        }),
        // Reading may have taken a while: who leads is asked again before anything is said.
        filter(() => owed.length > 0 && leads()),
        map(() => owed.splice(0)),
        concatMap(async (transitions) => {
          await record(transitions);
          return transitions;
        }),
        concatMap((transitions) => from(transitions)),
      ),
    ),
  );
}
