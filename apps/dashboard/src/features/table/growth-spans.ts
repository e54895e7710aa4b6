import type { GrowthSpan } from '@tidewatch/contract/catalog/dashboard-definition';

/** What a span asks for: now, and the same length just before. A month is four weeks, so that weekdays stand against weekdays. */
export const growthQueries: Readonly<
  Record<GrowthSpan, { readonly from: string; readonly compare: string; readonly step: string }>
> = {
  day: { from: 'now/d', compare: '1d', step: '1h' },
  week: { from: 'now-7d', compare: '7d', step: '1h' },
  month: { from: 'now-28d', compare: '28d', step: '1d' },
};
