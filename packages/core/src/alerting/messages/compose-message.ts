import type { Alert } from '@tidewatch/contract/alerts';
import type { Receiver } from '@tidewatch/contract/catalog/delivery';
import type { QueuedRecord } from '@tidewatch/contract/operations/notifications';
import type { LocalText } from '@tidewatch/contract/queries';
import { formatChange, formatDuration, formatShare, formatTime, formatValue } from './format.ts';
import type { ChartPicture, Message, MessageAction, MessageSection } from './message.ts';
import { messageTexts, type MessageTexts } from './texts.ts';

const titleLengthMax = 200;

/** What a message is made of. */
export interface MessageParts {
  readonly queued: QueuedRecord;
  readonly receiver: Pick<Receiver, 'receiver' | 'language' | 'zone'>;
  readonly perhapsRepeated: boolean;
  readonly picture: ChartPicture | null;
  /** Where the buttons lead; null: nowhere from outside. */
  readonly links: Readonly<Record<MessageAction['kind'], string | null>>;
  readonly now: number;
}

/**
 * The message of a notification in the receiver's language: what, against what, since when, chart, likely driver, who has it, buttons.
 * Plain texts: every medium escapes them its own way.
 */
export function composeMessage({ queued, receiver, perhapsRepeated, picture, links, now }: MessageParts): Message {
  const { language } = receiver;
  const texts = messageTexts[language];
  const firing = queued.told.filter(({ state }) => state === 'firing').length;
  const sections = queued.alerts.map((alert) => sectionOf(alert, queued, receiver, texts, now));
  const rest = queued.told.length - sections.length;
  const state = stateText(queued, firing, texts);
  return {
    language,
    tone: firing === 0 ? 'good' : queued.reason === 'flapping' ? 'warn' : toneOf(queued.alerts),
    state,
    headline: headlineOf(queued, state, firing, receiver, texts),
    repeatNote: perhapsRepeated ? texts.perhapsRepeated : queued.reason === 'flapping' ? texts.flapping : null,
    sections,
    more: rest > 0 ? texts.more(rest) : null,
    picture,
    actions: actionsOf(firing, links, texts),
    footer: texts.footer(queued.group.route, receiver.receiver),
  };
}

/** A text in a language, else in English; on one line. */
export function localText(text: LocalText, language: 'en' | 'id'): string {
  return oneLine(typeof text === 'string' ? text : (text[language] ?? text.en));
}

/** Control characters and line ends would let a name write lines of its own. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, titleLengthMax);

const toneOf = (alerts: readonly Alert[]): Message['tone'] =>
  alerts.some(({ state, severity }) => state === 'firing' && severity === 'critical') ? 'bad' : 'warn';

function stateText({ reason }: QueuedRecord, firing: number, texts: MessageTexts): string {
  if (firing === 0) return texts.states.resolved;
  if (reason === 'flapping' || reason === 'repeat' || reason === 'escalation') return texts.states[reason];
  return texts.states.firing;
}

function headlineOf(
  { alerts, told }: QueuedRecord,
  state: string,
  firing: number,
  { language }: MessageParts['receiver'],
  texts: MessageTexts,
): string {
  const [first] = alerts;
  if (first === undefined) return `${state}: ${texts.alerts(told.length)}`;
  const title = localText(first.title, language);
  if (told.length > 1) return `${state}: ${title} (${texts.alerts(firing === 0 ? told.length : firing)})`;
  const where = whereOf(first);
  const value = formatValue(first.evidence.value, first.unit, language, '');
  return [`${state}: ${title}`, where, firing > 0 ? value : ''].filter((part) => part !== '').join(' · ');
}

const whereOf = ({ group }: Alert): string => oneLine(Object.values(group).join(', '));

function sectionOf(
  alert: Alert,
  { owners }: QueuedRecord,
  { language, zone }: MessageParts['receiver'],
  texts: MessageTexts,
  now: number,
): MessageSection {
  const owner = owners[alert.id];
  const who = oneLine(owner?.by ?? '');
  return {
    alert: alert.id,
    firing: alert.state === 'firing',
    title: localText(alert.title, language),
    where: whereOf(alert),
    against: againstOf(alert, language, texts),
    since: sinceOf(alert, language, zone, texts, now),
    driver: driverOf(alert, language, texts),
    owner:
      owner === undefined
        ? texts.nobody
        : owner.acknowledged
          ? texts.acknowledgedBy(who, formatTime(owner.at, zone, language))
          : texts.assignedTo(who),
    runbook: alert.runbook !== null && /^https?:\/\//.test(alert.runbook) ? oneLine(alert.runbook) : null,
  };
}

function againstOf({ evidence, unit, condition }: Alert, language: 'en' | 'id', texts: MessageTexts): string {
  const { value, previous, baseline, target, data } = evidence;
  const say = (number: number | null): string => formatValue(number, unit, language, texts.noData);
  const seen = data === 'behind' ? texts.behind : data === 'none' ? texts.noData : say(value);
  const weekly = formatChange(value, previous?.week ?? null, language);
  const daily = formatChange(value, previous?.day ?? null, language);
  const parts = [
    value === null && data === 'ok' ? oneLine(condition) : texts.against(seen, oneLine(condition)),
    weekly === null ? null : texts.previousWeek(say(previous?.week ?? null), weekly),
    weekly !== null || daily === null ? null : texts.previousDay(say(previous?.day ?? null), daily),
    baseline?.median === null || baseline === null ? null : texts.baseline(say(baseline.median)),
    target === null ? null : texts.target(say(target)),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function sinceOf(alert: Alert, language: 'en' | 'id', zone: string, texts: MessageTexts, now: number): string {
  const time = (at: number): string => formatTime(at, zone, language);
  const from = alert.firingSince ?? alert.activeSince;
  const span =
    alert.resolvedAt === null
      ? texts.since(time(from), formatDuration(now - from, language))
      : texts.lasted(time(from), time(alert.resolvedAt), formatDuration(alert.resolvedAt - from, language));
  if (alert.peak === null) return span;
  return `${span} · ${texts.peak(formatValue(alert.peak.value, alert.unit, language, ''), time(alert.peak.at))}`;
}

function driverOf({ driver, unit }: Alert, language: 'en' | 'id', texts: MessageTexts): string | null {
  if (driver === null) return null;
  const { dimension, value, now, before, share } = driver;
  if (share !== null) return texts.driverShare(oneLine(value), oneLine(dimension), formatShare(share, language));
  const say = (number: number | null): string => formatValue(number, unit, language, texts.noData);
  return texts.driver(oneLine(value), oneLine(dimension), say(now), say(before));
}

function actionsOf(firing: number, links: MessageParts['links'], texts: MessageTexts): MessageAction[] {
  const kinds: readonly MessageAction['kind'][] = firing === 0 ? ['open'] : ['acknowledge', 'silence', 'open'];
  return kinds.map((kind) => ({ kind, text: texts.actions[kind], url: links[kind] }));
}
