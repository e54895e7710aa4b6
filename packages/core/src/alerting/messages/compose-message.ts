import type { Alert } from '@tidewatch/contract/alerts';
import type { Receiver } from '@tidewatch/contract/catalog/delivery';
import type { QueuedRecord } from '@tidewatch/contract/operations/notifications';
import { thresholdOf } from '../rules/threshold-of.ts';
import { catalogNames, type CatalogNames } from './catalog-names.ts';
import { formatChange, formatDuration, formatShare, formatTime, formatTimeBeside, formatValue } from './format.ts';
import { localText, oneLine } from './local-text.ts';
import type { ChartPicture, Message, MessageAction, MessageSection } from './message.ts';
import { messageTexts, type MessageTexts } from './texts.ts';

/** More of them nobody reads, and Slack refuses messages of very many blocks. */
const sectionsMax = 10;
const minuteMs = 60_000;

/** What a message is made of. */
export interface MessageParts {
  readonly queued: QueuedRecord;
  readonly receiver: Pick<Receiver, 'receiver' | 'language' | 'zone'>;
  readonly perhapsRepeated: boolean;
  readonly picture: ChartPicture | null;
  /** Where the buttons lead; null: nowhere from outside. */
  readonly links: Readonly<Record<MessageAction['kind'], string | null>>;
  readonly now: number;
  /** What the catalog calls things; unless given, what they are called in events. */
  readonly names?: CatalogNames;
}

const noNames = catalogNames([]);

/**
 * The message of a notification in the receiver's language: what, against what, since when, chart, likely driver, who has it, buttons.
 * Plain texts: every medium escapes them its own way.
 */
export function composeMessage(parts: MessageParts): Message {
  const { queued, receiver, perhapsRepeated, picture, links } = parts;
  const { language } = receiver;
  const texts = messageTexts[language];
  const firing = queued.told.filter(({ state }) => state === 'firing').length;
  const sections = queued.alerts.slice(0, sectionsMax).map((alert) => sectionOf(alert, parts, texts));
  const rest = queued.told.length - sections.length;
  const state = stateText(queued, firing, texts);
  return {
    language,
    tone: firing === 0 ? 'good' : queued.reason === 'flapping' ? 'warn' : toneOf(queued.alerts),
    state,
    headline: headlineOf(parts, state, firing, texts),
    repeatNote: perhapsRepeated ? texts.perhapsRepeated : queued.reason === 'flapping' ? texts.flapping : null,
    sections,
    more: rest > 0 ? texts.more(rest) : null,
    picture,
    actions: actionsOf(firing, links, texts),
    footer: texts.footer(queued.group.route, receiver.receiver),
  };
}

const toneOf = (alerts: readonly Alert[]): Message['tone'] =>
  alerts.some(({ state, severity }) => state === 'firing' && severity === 'critical') ? 'bad' : 'warn';

function stateText({ reason }: QueuedRecord, firing: number, texts: MessageTexts): string {
  if (firing === 0) return texts.states.resolved;
  if (reason === 'flapping' || reason === 'repeat' || reason === 'escalation') return texts.states[reason];
  return texts.states.firing;
}

function headlineOf(
  { queued: { alerts, told }, receiver: { language }, names }: MessageParts,
  state: string,
  firing: number,
  texts: MessageTexts,
): string {
  const [first] = alerts;
  if (first === undefined) return `${state}: ${texts.alerts(told.length)}`;
  const title = localText(first.title, language);
  if (told.length > 1) return `${state}: ${title} (${texts.alerts(firing === 0 ? told.length : firing)})`;
  const where = whereOf(first, language, names);
  const value = formatValue(first.evidence.value, first.unit, language, '');
  return [`${state}: ${title}`, where, firing > 0 ? value : ''].filter((part) => part !== '').join(' · ');
}

/** The group of an alert, as `Surabaya, Stok habis`; empty for a total. */
export const whereOf = ({ group }: Alert, language: 'en' | 'id', names: CatalogNames = noNames): string =>
  Object.entries(group)
    .map(([dimension, value]) => names.value(dimension, value, language))
    .join(', ');

function sectionOf(
  alert: Alert,
  { queued: { owners }, receiver: { language, zone }, now, names }: MessageParts,
  texts: MessageTexts,
): MessageSection {
  const owner = owners[alert.id];
  const who = oneLine(owner?.by ?? '');
  return {
    alert: alert.id,
    firing: alert.state === 'firing',
    title: localText(alert.title, language),
    where: whereOf(alert, language, names),
    ...againstOf(alert, language, texts),
    since: sinceOf(alert, language, zone, texts, now),
    driver: driverOf(alert, language, texts, names),
    owner:
      owner === undefined
        ? alert.state === 'firing'
          ? texts.nobody
          : texts.nobodyHad
        : owner.acknowledged
          ? texts.acknowledgedBy(who, formatTime(owner.at, zone, language))
          : texts.assignedTo(who),
    runbook: alert.runbook !== null && /^https?:\/\//.test(alert.runbook) ? oneLine(alert.runbook) : null,
  };
}

type Against = Pick<MessageSection, 'value' | 'window' | 'bases' | 'against'>;

function againstOf({ evidence, unit, condition, overMs }: Alert, language: 'en' | 'id', texts: MessageTexts): Against {
  const { value, previous, baseline, target, data } = evidence;
  const say = (number: number | null): string => formatValue(number, unit, language, texts.noData);
  const threshold = thresholdOf(condition, evidence);
  const weekly = formatChange(value, previous?.week ?? null, language);
  const daily = formatChange(value, previous?.day ?? null, language);
  const bases = [
    threshold === null
      ? value === null && data === 'ok'
        ? oneLine(condition)
        : texts.condition(oneLine(condition))
      : (threshold.side === 'above' ? texts.firesAbove : texts.firesBelow)(say(threshold.value)),
    weekly === null ? null : texts.previousWeek(say(previous?.week ?? null), weekly),
    weekly !== null || daily === null ? null : texts.previousDay(say(previous?.day ?? null), daily),
    baseline?.median === null || baseline === null ? null : texts.baseline(say(baseline.median)),
    target === null ? null : texts.target(say(target)),
  ].filter((part) => part !== null);
  const seen = data === 'behind' ? texts.behind : data === 'none' ? texts.noData : value === null ? null : say(value);
  const window = value === null || overMs < minuteMs ? '' : texts.window(formatDuration(overMs, language));
  const first = [seen ?? '', window].filter((part) => part !== '').join(' ');
  return { value: seen, window, bases, against: [first, ...bases].filter((part) => part !== '').join(' · ') };
}

function sinceOf(alert: Alert, language: 'en' | 'id', zone: string, texts: MessageTexts, now: number): string {
  const { peak, resolvedAt, evidence, unit } = alert;
  const from = alert.firingSince ?? alert.activeSince;
  const time = formatTime(from, zone, language);
  const beside = (at: number): string => formatTimeBeside(at, from, zone, language);
  const span =
    resolvedAt === null
      ? texts.since(time, now - from < minuteMs ? null : formatDuration(now - from, language))
      : texts.lasted(time, beside(resolvedAt), formatDuration(resolvedAt - from, language));
  if (peak === null || (resolvedAt === null && peak.value === evidence.value)) return span;
  return `${span} · ${texts.peak(formatValue(peak.value, unit, language, ''), beside(peak.at))}`;
}

function driverOf(
  { driver, unit }: Alert,
  language: 'en' | 'id',
  texts: MessageTexts,
  names: CatalogNames = noNames,
): string | null {
  if (driver === null) return null;
  const { dimension, value, now, before, share } = driver;
  const say = (number: number | null): string => formatValue(number, unit, language, texts.noData);
  const what = `${names.value(dimension, value, language)} (${names.dimension(dimension, language)})`;
  return texts.driver(what, say(now), say(before), share === null ? null : formatShare(share, language));
}

function actionsOf(firing: number, links: MessageParts['links'], texts: MessageTexts): MessageAction[] {
  const kinds: readonly MessageAction['kind'][] = firing === 0 ? ['open'] : ['acknowledge', 'silence', 'open'];
  return kinds.map((kind) => ({ kind, text: texts.actions[kind], url: links[kind] }));
}
