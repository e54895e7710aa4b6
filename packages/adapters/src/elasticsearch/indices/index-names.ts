import { grainMs } from './grain-ms.ts';

const dayMs = 86_400_000;
/** More indices than this are asked for by pattern, to keep request lines short. */
const namesMax = 32;

/** What one index holds: everything of one kind between two times. */
export interface IndexSpan {
  readonly kind: 'rollups' | 'events';
  /** Null for events. */
  readonly grain: string | null;
  /** End of the time span, epoch ms. */
  readonly endMs: number;
}

export interface IndexNames {
  readonly progress: string;
  readonly allRollups: string;
  readonly allEvents: string;
  /** The index of a window: a pure function of its start, so that an update always finds the document. */
  rollups(grain: string, windowMs: number): string;
  events(timeMs: number): string;
  /** Names, or one pattern, that cover [fromMs, toMs). Some may not exist. */
  rollupsBetween(grain: string, fromMs: number, toMs: number): string[];
  eventsBetween(fromMs: number, toMs: number): string[];
  /** Null for a name that is not one of ours. */
  parse(name: string): IndexSpan | null;
}

type Period = 'day' | 'month' | 'year';

/** Grains below an hour lie in daily indices, below a day in monthly, others in yearly ones. */
function periodOf(grain: string): Period {
  const ms = grainMs(grain);
  if (ms < dayMs / 24) return 'day';
  return ms < dayMs ? 'month' : 'year';
}

const lengths: Readonly<Record<Period, number>> = { day: 10, month: 7, year: 4 };

function periodText(period: Period, timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, lengths[period]).replaceAll('-', '.');
}

function nextPeriod(period: Period, timeMs: number): number {
  const date = new Date(timeMs);
  if (period === 'day') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate() + 1);
  if (period === 'month') return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1);
  return Date.UTC(date.getUTCFullYear() + 1, 0);
}

export function indexNames(namespace: string): IndexNames {
  const rollupsPrefix = `${namespace}-rollups-`;
  const eventsPrefix = `${namespace}-events-`;
  const days = new Map<number, string>();

  const dayText = (timeMs: number) => {
    const day = Math.floor(timeMs / dayMs);
    const known = days.get(day);
    if (known !== undefined) return known;
    const text = periodText('day', timeMs);
    if (days.size > 1_000) days.clear();
    days.set(day, text);
    return text;
  };
  const between = (prefix: string, period: Period, fromMs: number, toMs: number): string[] => {
    const names: string[] = [];
    for (let time = fromMs; time < toMs && names.length <= namesMax; time = nextPeriod(period, time)) {
      names.push(`${prefix}${periodText(period, time)}`);
    }
    return names.length > namesMax ? [`${prefix}*`] : names;
  };

  return {
    progress: `${namespace}-progress`,
    allRollups: `${rollupsPrefix}*`,
    allEvents: `${eventsPrefix}*`,
    rollups: (grain, windowMs) => {
      const text = dayText(windowMs).slice(0, lengths[periodOf(grain)]);
      return `${rollupsPrefix}${grain}-${text}`;
    },
    events: (timeMs) => `${eventsPrefix}${dayText(timeMs)}`,
    rollupsBetween: (grain, fromMs, toMs) => between(`${rollupsPrefix}${grain}-`, periodOf(grain), fromMs, toMs),
    eventsBetween: (fromMs, toMs) => between(eventsPrefix, 'day', fromMs, toMs),
    parse(name) {
      if (name.startsWith(eventsPrefix)) return spanOf('events', null, 'day', name.slice(eventsPrefix.length));
      if (!name.startsWith(rollupsPrefix)) return null;
      const [grain = '', text = ''] = name.slice(rollupsPrefix.length).split('-');
      return /^[1-9]\d*[mhd]$/.test(grain) ? spanOf('rollups', grain, periodOf(grain), text) : null;
    },
  };
}

function spanOf(kind: IndexSpan['kind'], grain: string | null, period: Period, text: string): IndexSpan | null {
  if (text.length !== lengths[period] || !/^[\d.]+$/.test(text)) return null;
  const [year = Number.NaN, month = 1, day = 1] = text.split('.').map(Number);
  const startMs = Date.UTC(year, month - 1, day);
  return Number.isNaN(startMs) ? null : { kind, grain, endMs: nextPeriod(period, startMs) };
}
