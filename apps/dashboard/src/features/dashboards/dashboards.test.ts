import type { Panel } from '@tidewatch/contract/catalog/dashboard-definition';
import type { MetricItem } from '@tidewatch/contract/queries';
import { expect, it } from 'vitest';
import { generatedDashboard } from './generated-dashboard.ts';
import { isHero, panelPlace, placedPanels } from './panel-place.ts';

const stat = (columns?: number): Panel => ({
  panel: 'stat',
  metric: 'm',
  where: [],
  compare: true,
  ...(columns === undefined ? {} : { columns }),
});
const panels: readonly Panel[] = [
  stat(4),
  ...Array.from({ length: 4 }, () => stat()),
  { panel: 'time_series', metric: 'm', where: [], compare: true, columns: 8 },
  { panel: 'alert_list', limit: 20 },
  { panel: 'event_feed', types: ['e'], where: [], limit: 100 },
];
const kinds = (look: 'screen' | 'phone' | 'wall') => placedPanels(panels, look).map(({ panel }) => panel.panel);

it('places panels by their kind unless they say otherwise', () => {
  expect([panelPlace(stat()), panelPlace({ ...stat(), rows: 4 })]).toEqual([
    { columns: 2, rows: 3 },
    { columns: 2, rows: 4 },
  ]);
  expect([isHero(stat(4)), isHero(stat())]).toEqual([true, false]);
});

it('has alerts and events first on a phone, and on a wall what fits without scrolling', () => {
  expect(kinds('phone').slice(0, 3)).toEqual(['alert_list', 'event_feed', 'stat']);
  expect(kinds('wall')).toEqual(['stat', 'stat', 'stat', 'stat', 'stat', 'time_series', 'alert_list']);
  expect(placedPanels(panels, 'phone').find(({ panel }) => panel.panel === 'alert_list')?.id).toBe('p7');
});

it('makes a screen of a catalog that has none', () => {
  const metric = (name: string, over: Partial<MetricItem> = {}): MetricItem => ({
    metric: name,
    title: name,
    description: '',
    unit: null,
    by: ['city'],
    grain: '1m',
    measure: 'count',
    formula: null,
    quantiles: [],
    from: ['e'],
    good: 'down',
    target: { perDay: 10 },
    owner: 'o',
    builtIn: false,
    asOf: null,
    healthy: true,
    ...over,
  });
  const { panels: made, scope } = generatedDashboard({ metrics: [metric('a'), metric('b', { target: null })] });
  expect(made.map(({ panel }) => panel)).toEqual(['stat', 'stat', 'time_series', 'top_n', 'event_feed', 'time_series']);
  expect(scope).toEqual(['city']);
  expect(generatedDashboard({ metrics: [] }).panels).toEqual([]);
});
