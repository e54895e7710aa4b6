import type { MetricItem } from '@tidewatch/contract/queries';
import { valueText } from '../../format/format-value.ts';
import type { Language } from '../../format/locale.ts';
import type { PlotLevel } from '../plot/plot.ts';

export interface LevelWords {
  readonly target: (value: string) => string;
  readonly threshold: (value: string) => string;
}

const signs = { down: '≤ ', up: '≥ ' } as const;

/** Target and threshold with their labels. A target per day is none of an interval; the panel's own comes before the metric's. */
export const plotLevels = (
  { target: own, good, unit }: Pick<MetricItem, 'target' | 'good' | 'unit'>,
  panel: { readonly target?: number | undefined; readonly threshold?: number | undefined },
  language: Language,
  words: LevelWords,
): readonly PlotLevel[] => {
  const target = panel.target ?? own?.value;
  const { threshold } = panel;
  const say = (value: number) => valueText(value, unit, language);
  const sign = good === null ? '' : signs[good];
  return [
    ...(target === undefined
      ? []
      : [{ kind: 'target' as const, value: target, label: words.target(`${sign}${say(target)}`) }]),
    ...(threshold === undefined
      ? []
      : [{ kind: 'threshold' as const, value: threshold, label: words.threshold(say(threshold)) }]),
  ];
};
