/** The filter of a panel and what it could not take of the screen's. */
export interface PanelScope {
  /** `dimension:value`, for the query. */
  readonly where: readonly string[];
  /** Dimensions of the screen's filter that the metric does not have. */
  readonly ignored: readonly string[];
  /** The panel's own filter and the screen's exclude each other: nothing can be counted. */
  readonly nothing: boolean;
}

const dimensionOf = (text: string) => text.slice(0, text.indexOf(':'));

/**
 * Joins a panel's own filter with that of the screen. Both must hold: where they name the same dimension, what both allow is left (the
 * API takes values of one dimension as alternatives).
 */
export const panelScope = (
  own: readonly string[],
  screen: readonly string[],
  dimensions: readonly string[],
): PanelScope => {
  const known = screen.filter((text) => dimensions.includes(dimensionOf(text)));
  const ignored = [...new Set(screen.map(dimensionOf))].filter((name) => !dimensions.includes(name));
  const both = new Set(own.map(dimensionOf).filter((name) => known.some((text) => dimensionOf(text) === name)));
  const single = [...own, ...known].filter((text) => !both.has(dimensionOf(text)));
  const shared = own.filter((text) => both.has(dimensionOf(text)) && known.includes(text));
  const nothing = [...both].some((name) => !shared.some((text) => dimensionOf(text) === name));
  return { where: [...new Set([...single, ...(nothing ? own : shared)])].sort(), ignored, nothing };
};
