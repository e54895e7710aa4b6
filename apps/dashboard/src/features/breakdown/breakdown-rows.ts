import type { MetricItem } from '@tidewatch/contract/queries';
import { formatChange } from '../../shared/format/format-change.ts';
import { valueText } from '../../shared/format/format-value.ts';
import type { Language } from '../../shared/format/locale.ts';
import type { TopGroup, TopGroups } from '../../shared/groups/top-groups.ts';
import { changeOf, type Change } from '../../shared/series/change-of.ts';

export interface BreakdownRow {
  readonly key: string;
  readonly name: string;
  readonly value: string;
  /** Percent of the panel's width: the bar, and where the mark of the compared time stands. */
  readonly widthPercent: number;
  readonly markPercent: number | null;
  readonly direction: Change['direction'];
  readonly worse: boolean;
  /** The difference, not a share: 3 after 1 is "+2", not "+200 %". */
  readonly change: string;
}

type RowMetric = Pick<MetricItem, 'unit' | 'good' | 'measure'>;

export interface RowSpeech {
  readonly language: Language;
  readonly nameOf: (key: string) => string;
  /** The word for percentage points. */
  readonly points: string;
}

/** One group as a row of text and lengths. */
export const breakdownRow = (
  group: TopGroup,
  top: TopGroups['top'],
  metric: RowMetric,
  { language, nameOf, points }: RowSpeech,
): BreakdownRow => {
  const change = changeFrom(group, metric);
  return {
    key: group.key,
    name: nameOf(group.key),
    value: valueText(group.value, metric.unit, language),
    widthPercent: (group.value / top) * 100,
    markPercent: group.base === null ? null : (group.base / top) * 100,
    direction: change?.direction ?? 'same',
    worse: change?.worse === true,
    change: change === null ? '' : changeText(change, metric.unit, language, points),
  };
};

const changeFrom = ({ value, base }: TopGroup, { unit, good, measure }: RowMetric): Change | null => {
  const change = changeOf({ value, base, unit, good, counts: measure === 'count' });
  return change === null || change.kind === 'points'
    ? change
    : { ...change, kind: 'number', amount: value - (base ?? 0) };
};

const changeText = (change: Change, unit: string | null, language: Language, points: string): string => {
  if (change.kind === 'points' || unit === null) return formatChange(change, language, points);
  const text = valueText(Math.abs(change.amount), unit, language);
  return change.amount === 0 ? text : `${change.amount > 0 ? '+' : '−'}${text}`;
};
