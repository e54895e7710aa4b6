/** `merchantId` → `merchant`, `cancelledBy` → `cancelled by`: the declared name as words. */
export const dimensionWords = (dimension: string): string =>
  dimension
    .replace(/^event\./, '')
    .replace(/(Id|_id|Name|_name)$/, '')
    .replace(/_/g, ' ')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
