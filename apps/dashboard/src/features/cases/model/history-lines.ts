import type { EventItem } from '@tidewatch/contract/events';
import type { ShownEntry } from './case-state.ts';

/** One line of what happened: an event of the platform, or something that a person did. Oldest first. */
export type HistoryLine =
  | {
      readonly kind: 'event';
      readonly key: string;
      readonly at: number;
      readonly event: EventItem;
      readonly isThis: boolean;
    }
  | { readonly kind: 'act'; readonly key: string; readonly at: number; readonly entry: ShownEntry };

/** The events around one event and the acts about it in one line of time. Comments stand by themselves and are left out. */
export const historyLines = (
  event: EventItem,
  related: readonly EventItem[],
  history: readonly ShownEntry[],
): readonly HistoryLine[] => {
  const events = new Map([event, ...related].map((one) => [one.key, one]));
  const lines: HistoryLine[] = [
    ...[...events.values()].map((one) => ({
      kind: 'event' as const,
      key: one.key,
      at: Date.parse(one.time),
      event: one,
      isThis: one.key === event.key,
    })),
    ...history
      .filter(({ act }) => act.act !== 'comment')
      .map((entry) => ({ kind: 'act' as const, key: entry.request, at: entry.at, entry })),
  ];
  return lines.sort((one, other) => one.at - other.at);
};
