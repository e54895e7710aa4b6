import type { Drill } from '../../../shared/address/address.ts';
import { filtersOf } from '../../../shared/address/scope-of.ts';
import type { CatalogWords } from '../../../shared/catalog/catalog-words.ts';
import type { Definitions } from '../../../shared/catalog/definitions.ts';
import { localText } from '../../../shared/catalog/local-text.ts';
import type { Language } from '../../../shared/format/locale.ts';
import { plainText } from '../../../shared/format/plain-text.ts';
import { formatDateMinute, formatMinute } from '../../../shared/time/format-time.ts';
import { resolveTime } from '../../../shared/time/resolve-time.ts';
import { startOfDay, zoneLabels, type Zone } from '../../../shared/time/zones.ts';

export interface DrillSpeech {
  readonly language: Language;
  readonly zone: Zone;
  readonly nowMs: number;
}

/** What a list is about: the metric's or the event's title. */
export const drillTitle = (
  { metric, type }: Drill,
  { metrics, events }: Pick<Definitions, 'metrics' | 'events'>,
  language: Language,
): string => {
  const title =
    metric === undefined ? events.get(type ?? '')?.title : metrics.find((one) => one.metric === metric)?.title;
  return plainText(title === undefined ? (metric ?? type ?? '') : localText(title, language));
};

/** `13:40–13:45 WIB`, or with the day where it is not today's. */
export const drillTime = ({ from, to }: Drill, { language, zone, nowMs }: DrillSpeech): string => {
  const fromMs = resolveTime(from, { nowMs, zone, edge: 'start' });
  const toMs = resolveTime(to, { nowMs, zone, edge: 'end' });
  const isToday = fromMs >= startOfDay(nowMs, zone);
  const at = (ms: number) => (isToday ? formatMinute(ms, zone) : formatDateMinute(ms, zone, language));
  return `${at(fromMs)} – ${at(toMs)} ${zoneLabels[zone]}`;
};

/** The filter in words: `City Surabaya, Malang`. */
export const drillFilters = ({ where }: Drill, words: CatalogWords): readonly string[] =>
  filtersOf(where).map(({ dimension, values }) => {
    const name = words.dimension(dimension);
    const shown = values.map((value) => words.value(dimension, value)).join(', ');
    return `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${shown}`;
  });
