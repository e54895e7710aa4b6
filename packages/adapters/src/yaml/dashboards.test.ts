import { fileURLToPath } from 'node:url';
import { normaliseCatalog } from '@tidewatch/core/catalog/normalise-catalog';
import { expect, it } from 'vitest';
import { formatProblems } from './format-problems.ts';
import { loadCatalogFolder } from './load-catalog-folder.ts';
import { parseDocuments } from './parse-documents.ts';

const definitions = `event: order.placed
data: {city: {type: string, dimension: true}, name: {type: string, pii: true}}
---
metric: orders
from: [order.placed]
by: [city]
measure: count
---
metric: orders_hourly
from: [order.placed]
measure: count
grain: 1h
unit: pieces
---
dashboard: d
panels:
`;

function problemsOf(text: string): string {
  const { documents, problems } = parseDocuments('a.yaml', definitions + text);
  return formatProblems([...problems, ...normaliseCatalog(documents).problems]);
}

it.each([
  ['- {panel: stat, metric: ordres}', '17:25: unknown metric "ordres"; did you mean "orders"?'],
  [
    '- {panel: statt, metric: orders}',
    '17:11: panel must be one of stat, time_series, stacked_bars, top_n, heat_map, table, event_feed, alert_list, goal, text, not "statt"; did you mean "stat"?',
  ],
  ['- {panel: stat, metrik: orders}', '17:17: unknown key "metrik"; did you mean "metric"?'],
  ['- {metric: orders}', '17:3: panel must be one of stat'],
  [
    '- {panel: top_n, metric: orders, by: [ctiy]}',
    '17:39: metric "orders" has no dimension "ctiy"; did you mean "city"?',
  ],
  [
    '- {panel: top_n, metric: orders_hourly, by: [city]}',
    'metric "orders_hourly" has no dimension "city": it has none',
  ],
  ['- {panel: top_n, metric: orders, by: [city, city]}', '17:45: dimension "city" is named twice'],
  ['- {panel: stat, metric: orders, where: ["town:x"]}', 'metric "orders" has no dimension "town": it has city'],
  ['- {panel: stat, metric: orders, where: [town]}', '17:41: panels.0.where.0: where is dimension:value'],
  ['- {panel: stat, metric: orders, stat: p95}', '17:39: metric "orders" has no stats'],
  [
    '- {panel: time_series, metric: orders_hourly, step: 5m}',
    '17:53: step 5m is not a multiple of the grain of "orders_hourly"',
  ],
  [
    '- {panel: time_series, metrics: [orders, orders_hourly]}',
    '17:33: the metrics of one chart need one unit, not a plain number and pieces',
  ],
  ['- {panel: time_series}', '17:11: panels.0.panel: a time_series needs either "metric" or "metrics"'],
  ['- {panel: table, metrics: [orders]}', '17:11: panels.0.panel: a table needs either "by"'],
  ['- {panel: goal, metric: orders}', '17:25: metric "orders" has no target per day: give the panel a "target"'],
  ['- {panel: event_feed, types: [order.plced]}', '17:31: unknown event type "order.plced"; did you mean'],
  ['- {panel: event_feed, types: [order.placed], where: ["name:x"]}', '17:54: the events have no field "name"'],
  ['- {panel: stat, metric: orders}\nscope: [ctiy]', '18:9: no panel of this dashboard has the dimension "ctiy"; did'],
  [
    '- {panel: text, text: x}\n---\ndashboard: d\npanels: [{panel: text, text: x}]',
    '19:12: dashboard "d" is defined twice',
  ],
])('%s', (text, problem) => {
  expect(problemsOf(text)).toContain(problem);
});

it('gives panels their defaults, screens their order, and leaves out what is not active', () => {
  const text = `- {panel: top_n, metric: orders, by: [city]}
---
dashboard: a
order: 200
panels: [{panel: text, text: x}]
---
dashboard: off
active: false
panels: [{panel: text, text: x}]
`;
  const { documents } = parseDocuments('a.yaml', definitions + text);
  const { catalog, problems } = normaliseCatalog(documents);
  expect(problems).toEqual([]);
  expect(catalog?.dashboards.map(({ dashboard }) => dashboard)).toEqual(['d', 'a']);
  expect(catalog?.dashboards[0]?.panels[0]).toEqual({
    panel: 'top_n',
    metric: 'orders',
    by: ['city'],
    where: [],
    limit: 8,
    compare: true,
  });
});

it('every shipped screen has an owner and says its question in both languages', async () => {
  const folder = fileURLToPath(new URL('../../../../infra/catalog', import.meta.url));
  const { documents } = await loadCatalogFolder(folder);
  const { catalog } = normaliseCatalog(documents);
  expect(catalog?.dashboards.map(({ dashboard }) => dashboard)).toEqual([
    'operations_overview',
    'cancellations',
    'pipeline_health',
  ]);
  for (const { title, description, owner } of catalog?.dashboards ?? []) {
    expect({ title, description, owner }).toEqual({
      title: { en: expect.any(String), id: expect.any(String) },
      description: { en: expect.stringMatching(/\?$/), id: expect.stringMatching(/\?$/) },
      owner: expect.any(String),
    });
  }
});
