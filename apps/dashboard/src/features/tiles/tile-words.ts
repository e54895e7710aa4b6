import type { MetricItem } from '@tidewatch/contract/queries';
import { formatChange } from '../../shared/format/format-change.ts';
import { formatNumber } from '../../shared/format/format-number.ts';
import { ageText, valueText } from '../../shared/format/format-value.ts';
import type { Language } from '../../shared/format/locale.ts';
import type { Messages } from '../../shared/i18n/messages.ts';
import { formatSecondWithZone } from '../../shared/time/format-time.ts';
import type { Zone } from '../../shared/time/zones.ts';
import type { IconName } from '../../shared/ui/icons.ts';
import type { TileModel } from './model/tile-model.ts';
import type { Chip } from './model/tile-state.ts';

export interface TileSpeech {
  readonly text: Messages;
  readonly language: Language;
  readonly zone: Zone;
  /** `vs Fri last week, to 14:05`, and what to say where there is no such number; null: nothing is compared. */
  readonly base: { readonly versus: string; readonly none: string } | null;
}

export type Tone = 'bad' | 'warn' | 'good' | 'stale' | 'plain';

export interface ChipWords {
  readonly tone: Tone;
  readonly icon: IconName | null;
  readonly word: string;
}

/** The chip's colour, icon and word: always all three, but for "new", which is neither good nor bad. */
export const chipWords = (chip: Chip, model: TileModel, { text, language }: TileSpeech): ChipWords | null => {
  const words: Record<Exclude<Chip, null>, ChipWords> = {
    stopped: { tone: 'bad', icon: 'plug', word: text.tile.stopped },
    stale: { tone: 'stale', icon: 'stale', word: text.tile.stale },
    late: { tone: 'warn', icon: 'clock', word: text.tile.late(ageText(model.freshness.behindSeconds, language)) },
    unavailable: { tone: 'bad', icon: 'stop', word: text.tile.refused },
    partial: { tone: 'warn', icon: 'stop', word: text.tile.partial },
    'above-target': { tone: 'bad', icon: 'up', word: text.tile.aboveTarget },
    'below-target': { tone: 'bad', icon: 'down', word: text.tile.belowTarget },
    healthy: { tone: 'good', icon: 'ok', word: text.tile.healthy },
    new: { tone: 'plain', icon: null, word: text.tile.isNew },
  };
  return chip === null ? null : words[chip];
};

/** Why the number is old, or null when it is not stale: lateness alone is said by the chip. */
const reason = ({ freshness, asOf }: TileModel, { text, language, zone }: TileSpeech): string | null => {
  if (asOf === null) return null;
  const time = formatSecondWithZone(asOf, zone);
  if (freshness.cause === 'connection') return text.tile.lostConnection(time);
  if (freshness.cause === 'refused') return text.tile.notAnswered(time);
  if (freshness.cause === 'stopped') return text.tile.notRead(time);
  return freshness.age === 'stale' ? text.tile.behind(time, ageText(freshness.behindSeconds, language)) : null;
};

export interface BaseWords {
  readonly change: string | null;
  readonly sentence: string;
}

/** The lines under the value: the change with its base, or what there is to say instead. */
export const baseWords = (model: TileModel, speech: TileSpeech): BaseWords => {
  const { text, language, base } = speech;
  if (model.picture === 'no-data') return { change: null, sentence: text.tile.noData };
  if (model.picture === 'nothing-to-measure') return { change: null, sentence: text.tile.nothingToMeasure };
  const why = reason(model, speech);
  if (why !== null) return { change: null, sentence: why };
  if (model.partial) return { change: null, sentence: text.tile.partialBase };
  if (model.picture === 'zero' && (model.change === null || model.change.direction === 'same'))
    return { change: null, sentence: text.tile.zero };
  if (base === null) return { change: null, sentence: '' };
  if (model.change === null) return { change: null, sentence: base.none };
  return { change: formatChange(model.change, language, text.tile.points), sentence: base.versus };
};

export interface GoalWords {
  readonly label: string;
  /** `54 %` */
  readonly used: string;
  /** `54 %, 72 % due`, the same as `used` where nothing is due by the clock. */
  readonly pace: string;
  readonly fillPercent: number;
  readonly duePercent: number | null;
  readonly missed: boolean;
}

/** The target line and its bar; null when the metric has no target. */
export const goalWords = (
  { progress }: TileModel,
  metric: MetricItem,
  { text, language }: TileSpeech,
): GoalWords | null => {
  if (progress === null) return null;
  const { target, perDay, used, due, missed } = progress;
  const size = valueText(target, metric.unit, language);
  const percent = (share: number) => `${formatNumber(share * 100, language)}\u00a0%`;
  const share = used === null ? '–' : percent(used);
  return {
    label: metric.good === 'down' ? text.tile.atMost(size, perDay) : text.tile.goal(size, perDay),
    used: share,
    pace: due === null || used === null ? share : text.tile.used(share, percent(due)),
    fillPercent: Math.min(100, Math.max(0, (used ?? 0) * 100)),
    duePercent: due === null ? null : due * 100,
    missed,
  };
};
