import type { Freshness } from '../../../shared/freshness/freshness.ts';
import type { TargetProgress } from '../../../shared/series/target-progress.ts';

/**
 * What a tile shows. loading: bones · unavailable: never answered · no-data: the metric is new · nothing-to-measure: a share or quantile
 * of no events · zero: none, and the pipeline is healthy · number.
 */
export type Picture = 'loading' | 'unavailable' | 'no-data' | 'nothing-to-measure' | 'zero' | 'number';

export interface PictureInput {
  readonly answered: boolean;
  readonly refused: boolean;
  readonly total: number | null;
  readonly hasPoints: boolean;
  /** An empty interval of this metric is zero. */
  readonly emptyIsZero: boolean;
  readonly freshness: Freshness;
}

export const pictureOf = ({ answered, refused, total, hasPoints, emptyIsZero, freshness }: PictureInput): Picture => {
  if (!answered) return refused ? 'unavailable' : 'loading';
  if (total === null) return emptyIsZero && !hasPoints ? 'no-data' : 'nothing-to-measure';
  return total === 0 && freshness.age === 'fresh' ? 'zero' : 'number';
};

export type Chip =
  | 'stopped'
  | 'stale'
  | 'late'
  | 'unavailable'
  | 'partial'
  | 'above-target'
  | 'below-target'
  | 'healthy'
  | 'new'
  | null;

/** The one word of a tile: what makes the number doubtful comes before what the number says. Null is the normal state, fresh. */
export const chipOf = (
  picture: Picture,
  freshness: Freshness,
  progress: TargetProgress | null,
  partial: boolean,
): Chip => {
  if (picture === 'loading') return null;
  if (picture === 'unavailable') return 'unavailable';
  if (freshness.cause === 'stopped') return 'stopped';
  if (freshness.age !== 'fresh') return freshness.age;
  if (partial) return 'partial';
  if (picture === 'no-data') return 'new';
  if (progress?.missed === true) return (progress.used ?? 0) > 1 || progress.perDay ? 'above-target' : 'below-target';
  return picture === 'zero' ? 'healthy' : null;
};
