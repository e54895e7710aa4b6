import type { Language } from '../../../shared/format/locale.ts';
import { formatDate, formatMinute } from '../../../shared/time/format-time.ts';
import { startOfDay, zoneLabels, type Zone } from '../../../shared/time/zones.ts';
import type { ScopeTexts } from '../messages.ts';

/** Ranges that are one click away; `from` and `to` as in the address. */
export const quickRanges = [
  { from: 'now/d', to: 'now' },
  { from: 'now-1d/d', to: 'now-1d/d' },
  { from: 'now-15m', to: 'now' },
  { from: 'now-1h', to: 'now' },
  { from: 'now-3h', to: 'now' },
  { from: 'now-6h', to: 'now' },
  { from: 'now-12h', to: 'now' },
  { from: 'now-24h', to: 'now' },
  { from: 'now-7d', to: 'now' },
  { from: 'now-28d', to: 'now' },
] as const;

type Unit = keyof ScopeTexts['spans'];

/** The words of a range that has a name: `Today`, `Last 3 h`. Null for any other. */
export const namedRange = (from: string, to: string, texts: ScopeTexts): string | null => {
  if (from === 'now/d' && to === 'now') return texts.today;
  if (from === 'now-1d/d' && to === 'now-1d/d') return texts.yesterday;
  const [, count, unit] = /^now-(\d+)([smhdw])$/.exec(to === 'now' ? from : '') ?? [];
  return count === undefined ? null : texts.last(texts.spans[unit as Unit](Number(count)));
};

export interface RangeWordsInput {
  readonly from: string;
  readonly to: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly zone: Zone;
  readonly language: Language;
  readonly texts: ScopeTexts;
}

/** The range in a few words, with its zone where it names a day: `Today, to 14:05`, `Last 3 h`, `20 Nov 13:00 – 14:00 WIB`. */
export const rangeWords = ({ from, to, fromMs, toMs, zone, language, texts }: RangeWordsInput): string => {
  if (from === 'now/d' && to === 'now') return texts.todayTo(formatMinute(toMs, zone));
  const named = namedRange(from, to, texts);
  if (named !== null) return named;
  const day = (epochMs: number) => formatDate(epochMs, zone, language, { day: 'numeric', month: 'short' });
  const start = `${day(fromMs)} ${formatMinute(fromMs, zone)}`;
  const sameDay = startOfDay(fromMs, zone) === startOfDay(toMs - 1, zone);
  const wholeDay = sameDay && startOfDay(toMs, zone) === toMs;
  const end = wholeDay ? '24:00' : `${sameDay ? '' : `${day(toMs)} `}${formatMinute(toMs, zone)}`;
  return `${start} – ${end} ${zoneLabels[zone]}`;
};
