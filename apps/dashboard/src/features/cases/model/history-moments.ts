import type { EventItem } from '@tidewatch/contract/events';
import type { Moment } from '../../../shared/timeline/moment.ts';
import type { ShownEntry } from './case-state.ts';

/** How what happened is said. */
export interface HistorySpeech {
  readonly event: (event: EventItem) => Pick<Moment, 'title' | 'lines'>;
  readonly act: (entry: ShownEntry) => Pick<Moment, 'title' | 'lines'>;
  /** The event is one that there should be few of. */
  readonly bad: boolean;
}

/** The events around one event and the acts about it in one line of time. Comments stand by themselves and are left out. */
export const historyMoments = (
  event: EventItem,
  related: readonly EventItem[],
  history: readonly ShownEntry[],
  speech: HistorySpeech,
): readonly Moment[] => {
  const events = new Map([event, ...related].map((one) => [one.key, one]));
  const toneOf = ({ key }: EventItem): Moment['tone'] => (key !== event.key ? 'plain' : speech.bad ? 'bad' : 'this');
  const moments: readonly Moment[] = [
    ...[...events.values()].map((one) => ({
      key: one.key,
      at: Date.parse(one.time),
      tone: toneOf(one),
      ...speech.event(one),
    })),
    ...history
      .filter(({ act }) => act.act !== 'comment')
      .map((entry) => ({
        key: entry.request,
        at: entry.at,
        tone: 'accent' as const,
        pending: entry.pending,
        ...speech.act(entry),
      })),
  ];
  return moments.toSorted((one, other) => one.at - other.at);
};
