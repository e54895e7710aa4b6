import type { MetricItem } from '@tidewatch/contract/queries';
import { localText } from '../../../shared/catalog/local-text.ts';
import type { Language } from '../../../shared/format/locale.ts';

/** Whether every word occurs in a metric's name, titles, description, owner, dimensions or event types. */
export const matchesSearch = (metric: MetricItem, search: string, language: Language): boolean => {
  const { title, description, owner, by, from, formula } = metric;
  const text = [metric.metric, localText(title, language), localText(description, language), owner, formula ?? '']
    .concat(by, from)
    .join(' ')
    .toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

/** The company's own metrics, and what Tidewatch counts about itself, each by title. */
export interface MetricGroups {
  readonly own: readonly MetricItem[];
  readonly pipeline: readonly MetricItem[];
}

export const metricGroups = (metrics: readonly MetricItem[], search: string, language: Language): MetricGroups => {
  const found = metrics
    .filter((metric) => matchesSearch(metric, search, language))
    .sort((one, other) => localText(one.title, language).localeCompare(localText(other.title, language), language));
  return { own: found.filter(({ builtIn }) => !builtIn), pipeline: found.filter(({ builtIn }) => builtIn) };
};
