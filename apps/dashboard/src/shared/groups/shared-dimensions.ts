import type { MetricItem } from '@tidewatch/contract/queries';

/** The dimensions that all of them have, in the order of the first. */
export const sharedDimensions = ([first, ...rest]: readonly Pick<MetricItem, 'by'>[]): readonly string[] =>
  (first?.by ?? []).filter((name) => rest.every(({ by }) => by.includes(name)));
