import type { AlertItem, AlertState, EpisodeEntry } from '@tidewatch/contract/alerts';
import type { NotificationItem } from '@tidewatch/contract/operations/notifications';
import type { AlertTexts } from '../../../../shared/alerts/model/alert-texts.ts';
import { spanWords } from '../../../../shared/alerts/model/span-text.ts';
import { formatNumber } from '../../../../shared/format/format-number.ts';
import { valueText } from '../../../../shared/format/format-value.ts';
import type { Language } from '../../../../shared/format/locale.ts';
import { plainText } from '../../../../shared/format/plain-text.ts';
import { formatSecond } from '../../../../shared/time/format-time.ts';
import type { Zone } from '../../../../shared/time/zones.ts';
import type { Moment } from '../../../../shared/timeline/moment.ts';
import type { AlertsTexts } from '../../messages.ts';

export interface TimelineSpeech {
  readonly text: AlertsTexts['timeline'];
  readonly common: AlertTexts;
  readonly language: Language;
  readonly zone: Zone;
}

const stateTones: Readonly<Record<AlertState, Moment['tone']>> = {
  inactive: 'plain',
  pending: 'warn',
  firing: 'bad',
  resolved: 'good',
};
const transitionLine = (
  entry: EpisodeEntry & { readonly kind: 'transition' },
  { unit, overMs }: AlertItem,
  { text, common, language }: TimelineSpeech,
): Omit<Moment, 'key' | 'at'> => {
  const { to, cause, evidence } = entry;
  const value =
    evidence.value === null ? [] : [text.value(valueText(evidence.value, unit, language), spanWords(overMs, language))];
  return {
    tone: stateTones[to],
    title: common.standings[to === 'inactive' ? 'resolved' : to],
    lines: [[text.causes[cause], ...value].join(', ')],
  };
};

const entryLine = (entry: EpisodeEntry, alert: AlertItem, speech: TimelineSpeech): Omit<Moment, 'key' | 'at'> => {
  const { text } = speech;
  if (entry.kind === 'transition') return transitionLine(entry, alert, speech);
  const by = plainText(entry.by);
  if (entry.kind === 'acknowledged')
    return {
      tone: 'accent',
      title: text.acknowledged(by, entry.via === 'screen' ? '' : plainText(entry.via)),
      lines: [],
    };
  if (entry.kind === 'comment') return { tone: 'plain', title: by, lines: [], quote: entry.text };
  const title = entry.assignee === null ? text.released(by) : text.assigned(by, plainText(entry.assignee));
  return { tone: 'plain', title, lines: [] };
};

const failed: ReadonlySet<string> = new Set(['failed', 'given-up']);

/** What became of one message: queued, sent, failed why, next try. The provider's id stands on the page of the deliveries. */
const notificationLine = (item: NotificationItem, { text, language, zone }: TimelineSpeech): Omit<Moment, 'key'> => {
  const { status, attempts, fault, nextTryAt, reason, perhapsRepeated } = item;
  const details = [
    failed.has(status) && fault !== null ? text.faults[fault] : null,
    failed.has(status) && attempts > 1 ? text.attempt(formatNumber(attempts, language)) : null,
    nextTryAt === null ? null : text.nextTry(formatSecond(nextTryAt, zone)),
    perhapsRepeated ? text.perhapsRepeated : null,
  ].filter((detail) => detail !== null);
  return {
    at: item.at,
    tone: failed.has(status) ? 'bad' : 'plain',
    title: `${plainText(item.receiver)}: ${text.statuses[status]}`,
    lines: [text.reasons[reason], ...(details.length === 0 ? [] : [details.join(', ')])],
  };
};

/** The episode from its first crossing on, oldest first: transitions, deliveries, and who did what. */
export const timelineLines = (
  alert: AlertItem,
  entries: readonly EpisodeEntry[],
  notifications: readonly NotificationItem[],
  speech: TimelineSpeech,
): readonly Moment[] => {
  const own = entries.map((entry, index) => ({
    ...entryLine(entry, alert, speech),
    at: entry.at,
    key: `${entry.kind}-${index}`,
  }));
  const sent = notifications.map((item) => ({ ...notificationLine(item, speech), key: item.id }));
  return [...own, ...sent].sort((one, other) => one.at - other.at);
};
