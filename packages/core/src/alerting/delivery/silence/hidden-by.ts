import type { MuteTiming } from '@tidewatch/contract/catalog/delivery';
import type { TrackedAlert } from '../dedupe/decide.ts';
import type { Inhibitor } from '../inhibit/inhibitor.ts';
import { isMuted } from '../mute/is-muted.ts';
import type { SilenceBook } from './silence-book.ts';

const minuteMs = 60_000;

/** Why nobody is told of an alert now. */
export interface Hidden {
  /** Ids of silences, names of mute timings, ids of inhibiting alerts. */
  readonly by: readonly string[];
  /** When to look again; null: when another alert changes. */
  readonly until: number | null;
}

/** The stages that hold an alert back, in their order. */
export interface HidingStages {
  readonly inhibitor: Inhibitor;
  readonly silences: SilenceBook;
  readonly muteTimings: ReadonlyMap<string, MuteTiming>;
}

/** Passes one alert through inhibit → silence → mute; null when it may be told. */
export function hiddenBy(
  { alert }: Pick<TrackedAlert, 'alert'>,
  route: { readonly muteTimings: readonly string[] },
  { inhibitor, silences, muteTimings }: HidingStages,
  now: number,
): Hidden | null {
  const inhibiting = inhibitor.inhibits(alert);
  const silencing = silences.hiding(alert.labels, now);
  const muting = route.muteTimings.filter((name) => {
    const timing = muteTimings.get(name);
    return timing !== undefined && isMuted(timing, now);
  });
  const by = [...(inhibiting === null ? [] : [inhibiting]), ...silencing.map(({ id }) => id), ...muting];
  if (by.length === 0) return null;
  const ends = [
    ...silencing.map(({ endsAt }) => endsAt),
    ...(muting.length === 0 ? [] : [(Math.floor(now / minuteMs) + 1) * minuteMs]),
  ];
  return { by, until: ends.length === 0 ? null : Math.min(...ends) };
}
