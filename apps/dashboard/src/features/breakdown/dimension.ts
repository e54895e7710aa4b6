/** The dimension of the breakdown: the merchant where the metric has one, else the metric's first. Null: none to break down by. */
export const breakdownDimension = (by: readonly string[]): string | null =>
  by.find((name) => /^merchant/i.test(name)) ?? by[0] ?? null;

/** `merchantId` → `merchant`, `cancelledBy` → `cancelled by`: the declared name as words. */
export const dimensionWords = (dimension: string): string =>
  dimension
    .replace(/^event\./, '')
    .replace(/(Id|_id|Name|_name)$/, '')
    .replace(/_/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
