import { concatMap, exhaustMap, filter, from, interval, map, tap, type Observable, type SchedulerLike } from 'rxjs';
import type { AlertTransition } from '@tidewatch/contract/alerts';
import type { Dispatcher } from '@tidewatch/core/alerting/dispatcher';
import type { RuleEvaluator } from '@tidewatch/core/alerting/evaluation/rule-evaluator';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog, NewRecord } from '@tidewatch/core/ports/event-log';

const evaluateEveryMs = 250;

export interface AlertPathParts {
  readonly log: Pick<EventLog, 'append'>;
  readonly clock: Clock;
  readonly scheduler: SchedulerLike;
  readonly evaluator: RuleEvaluator;
  readonly dispatcher: Dispatcher;
  /** Whether this process is still known to lead. */
  readonly leads: () => boolean;
  /** Told of a transition before it is written, so that it is known when it comes back. */
  readonly onWriting: (transition: AlertTransition) => void;
}

/** The alert path, top to bottom: evaluate → transitions → topic `alerts`, durable → people. Emits every transition when it is on its way. */
export function alertPath(parts: AlertPathParts): Observable<AlertTransition> {
  const { log, clock, scheduler, evaluator, dispatcher, leads, onWriting } = parts;
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
        tap((transitions) => transitions.forEach(onWriting)),
        concatMap(async (transitions) => {
          await log.append('alerts', transitions.map(recordOf));
          return transitions;
        }),
        concatMap((transitions) => from(transitions)),
        tap((transition) => dispatcher.take(transition)),
      ),
    ),
  );
}

const recordOf = (transition: AlertTransition): NewRecord => ({
  key: transition.id,
  value: JSON.stringify(transition),
  partition: 0,
});
