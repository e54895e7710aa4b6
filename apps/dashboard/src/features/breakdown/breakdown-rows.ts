import type { MetricItem } from '@tidewatch/contract/queries';
import { formatChange } from '../../shared/format/format-change.ts';
import { valueText } from '../../shared/format/format-value.ts';
import type { Language } from '../../shared/format/locale.ts';
import { changeOf, type Change } from '../../shared/series/change-of.ts';
import type { TopGroup, TopGroups } from './top-groups.ts';

export interface BreakdownRow {
  readonly name: string;
  readonly value: string;
  /** Percent of the panel's width: the bar, and where last week's mark stands. */
  readonly widthPercent: number;
  readonly markPercent: number | null;
  readonly direction: Change['direction'];
  readonly worse: boolean;
  /** The difference, not a share: 3 after 1 is "+2", not "+200 %". */
  readonly change: string;
}

/** The groups as rows of text and lengths. `none` names the group of a value that was not given. */
export const breakdownRows = (
  { groups, top }: TopGroups,
  metric: MetricItem,
  language: Language,
  none: string,
): readonly BreakdownRow[] =>
  groups.map((group) => {
    const change = changeFrom(group, metric);
    return {
      name: group.name ?? none,
      value: valueText(group.value, metric.unit, language),
      widthPercent: (group.value / top) * 100,
      markPercent: group.base === null ? null : (group.base / top) * 100,
      direction: change?.direction ?? 'same',
      worse: change?.worse === true,
      change: change === null ? '' : formatChange(change, language, ''),
    };
  });

const changeFrom = ({ value, base }: TopGroup, { good, measure }: MetricItem): Change | null => {
  const change = changeOf({ value, base, unit: null, good, counts: measure === 'count' });
  return change === null ? null : { ...change, kind: 'number', amount: value - (base ?? 0) };
};
