import type { Panel, PanelKind } from '@tidewatch/contract/catalog/dashboard-definition';
import { fitRows } from './fit-rows.ts';

/** Where a panel stands in the grid of 12 columns. */
export interface PanelPlace {
  readonly columns: number;
  readonly rows: number;
}

/** Width and height of a kind that says nothing of it. Three rows are a tile, six a chart, seven a list of ten. */
const places: Readonly<Record<PanelKind, PanelPlace>> = {
  stat: { columns: 2, rows: 3 },
  time_series: { columns: 6, rows: 6 },
  stacked_bars: { columns: 6, rows: 5 },
  top_n: { columns: 4, rows: 7 },
  heat_map: { columns: 8, rows: 5 },
  table: { columns: 4, rows: 5 },
  event_feed: { columns: 8, rows: 7 },
  alert_list: { columns: 4, rows: 6 },
  goal: { columns: 3, rows: 3 },
  text: { columns: 4, rows: 4 },
};

export const panelPlace = ({ panel, columns, rows }: Panel): PanelPlace => ({
  columns: columns ?? places[panel].columns,
  rows: rows ?? places[panel].rows,
});

/** A stat this wide is the number that matters. */
const heroColumns = 4;
export const isHero = (panel: Panel): boolean => panel.panel === 'stat' && panelPlace(panel).columns >= heroColumns;

/** A panel with its name on the screen: it stays when the panels are put in another order. */
export interface PlacedPanel {
  readonly id: string;
  readonly panel: Panel;
  readonly place: PanelPlace;
}

const phoneFirst: readonly PanelKind[] = ['alert_list', 'event_feed'];
/** Rows of a wall: a line of tiles and one of charts. */
const wallRowsMax = 9;

/**
 * The panels in the order of the document. On a phone alerts and feed come first: reading order is the order of work. A wall does not
 * scroll: it shows the rows of panels that fit.
 */
export const placedPanels = (panels: readonly Panel[], look: 'screen' | 'phone' | 'wall'): readonly PlacedPanel[] => {
  const placed = panels.map((panel, index) => ({ id: `p${index + 1}`, panel, place: panelPlace(panel) }));
  if (look === 'screen') return placed;
  if (look === 'wall') return fitRows(placed, wallRowsMax);
  const rank = ({ panel }: PlacedPanel) => {
    const at = phoneFirst.indexOf(panel.panel);
    return at < 0 ? phoneFirst.length : at;
  };
  return placed.toSorted((one, other) => rank(one) - rank(other));
};
