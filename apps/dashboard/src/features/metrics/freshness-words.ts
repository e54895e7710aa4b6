import { ageText } from '../../shared/format/format-value.ts';
import type { Language } from '../../shared/format/locale.ts';
import type { Freshness } from '../../shared/freshness/freshness.ts';
import type { IconName } from '../../shared/ui/icons.ts';
import type { MetricTexts } from './messages.ts';

export interface FreshnessWords {
  readonly tone: 'good' | 'warn' | 'stale' | 'plain' | 'bad';
  readonly icon: IconName | null;
  readonly word: string;
}

/** State in colour, icon and word. What the store refused weighs more than how old the rest is. */
export const freshnessWords = (
  { age, cause, behindSeconds }: Freshness,
  known: { readonly healthy: boolean; readonly asOf: number | null; readonly partial: boolean },
  text: MetricTexts,
  language: Language,
): FreshnessWords => {
  if (!known.healthy) return { tone: 'bad', icon: 'stop', word: text.unhealthy };
  if (known.asOf === null) return { tone: 'plain', icon: 'hourglass', word: text.noData };
  if (cause === 'stopped') return { tone: 'stale', icon: 'stop', word: text.stopped };
  if (age === 'stale') return { tone: 'stale', icon: 'stale', word: text.stale(ageText(behindSeconds, language)) };
  if (known.partial) return { tone: 'warn', icon: 'clock', word: text.partial };
  if (age === 'late') return { tone: 'warn', icon: 'clock', word: text.late(ageText(behindSeconds, language)) };
  return { tone: 'plain', icon: 'dot', word: text.fresh };
};
