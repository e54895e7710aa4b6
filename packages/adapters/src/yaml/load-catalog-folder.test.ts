import { fileURLToPath } from 'node:url';
import { normaliseCatalog } from '@tidewatch/core/catalog/normalise-catalog';
import { describe, expect, it } from 'vitest';
import { formatProblems } from './format-problems.ts';
import { loadCatalogFolder } from './load-catalog-folder.ts';
import { loadMapFile } from './load-map-file.ts';
import { parseDocuments } from './parse-documents.ts';

const infra = fileURLToPath(new URL('../../../../infra/', import.meta.url));

function problemsOf(text: string): string {
  const { documents, problems } = parseDocuments('a.yaml', text);
  return formatProblems([...problems, ...normaliseCatalog(documents).problems]);
}

const event =
  'event: order.placed\ndata:\n  city: {type: string, dimension: true}\n  items: {type: integer}\n  amount: {type: money, currency: IDR}\n---\n';

describe('every problem has its place and, where a name is unknown, the nearest valid one', () => {
  it.each([
    [
      'metric: m\nfrom: [order.plcaed]\nmeasure: count',
      '8:8: unknown event type "order.plcaed"; did you mean "order.placed"?',
    ],
    [
      'metric: m\nfrom: [order.placed]\nby: [ctiy]\nmeasure: count',
      '9:6: unknown dimension "ctiy"; did you mean "city"?',
    ],
    [
      'metric: m\nfrom: [order.placed]\nby: [items]\nmeasure: count',
      '9:6: field "items" is not a dimension: add dimension: true to its event',
    ],
    [
      'metric: m\nfrom: [order.placed]\nmeasure: count\nwhere: event.data.itmes > 1',
      '10:19: where: unknown field "itmes"; did you mean "items"?',
    ],
    [
      'metric: m\nfrom: [order.placed]\nmeasure: count\nwhere: "event.data.itmes > 1"',
      '10:20: where: unknown field "itmes"; did you mean "items"?',
    ],
    ['metric: m\nfrom: [order.placed]\nmeasure: count\nwhere: event.data.items', '10:8: where must be bool, not int'],
    ['metric: m\nfrom: [order.placed]\nmeasure: sum', '9:10: sum needs "field"'],
    [
      'metric: m\nfrom: [order.placed]\nmeasure: sum\nfield: event.data.city',
      '10:8: field must be int or double or money, not string',
    ],
    ['metric: m\nfrom: [order.placed]\nmeasure: count\nfield: event.data.items', '10:1: count needs no field'],
    [
      'metric: m\nfrom: [order.placed]\nmeasure: count\nquantiles: [0.5]',
      '10:1: quantiles goes with measure: quantiles, not count',
    ],
    [
      'metric: m\nfrom: [order.placed]\nmeasure: count\nkeep: {1h: 35d}',
      '10:1: keep must say how long the grain 1m is kept',
    ],
    [
      'metric: m\nfrom: [order.placed]\nmeasure: count\ngrain: 1h\nkeep: {1h: 35d, 90m: 35d}',
      '11:17: 90m is not a multiple of the grain 1h',
    ],
    ['metric: m\nform: [order.placed]\nmeasure: count', '8:1: unknown key "form"; did you mean "from"?'],
    [
      'metrik: m',
      '7:1: unknown kind "metrik": the first key of a definition is one of event, source, metric, dashboard',
    ],
    ['rool: r\nwhen: x > 1', '7:1: unknown kind "rool"'],
    ['metric: m\nformula: x / 2', '8:10: formula: unknown metric "x"'],
    ['metric: m\nformula: m / 2', '8:10: formula "m" depends on itself'],
    // The other name is no less wrong for the broken one beside it.
    ['metric: a\nmeasure: cont\n---\nmetric: m\nformula: a / x', '11:14: formula: unknown metric "x"'],
    [
      'metric: m\nfrom: [order.placed]\nmeasure: count\n---\nmetric: m\nfrom: [order.placed]\nmeasure: count',
      '11:9: metric "m" is defined twice',
    ],
    ['metric: tidewatch_m\nfrom: [order.placed]\nmeasure: count', '7:9: names that begin with tidewatch_ belong'],
    [
      'metric: a\nfrom: [order.placed]\nby: [city]\nmeasure: count\n---\nmetric: b\nfrom: [order.placed]\nmeasure: count\n---\nmetric: c\nformula: a / b',
      '17:10: the metrics of a formula need the same dimensions: "a" has [city], "b" has []',
    ],
    ['event: e\ndata: {x: {type: money, currency: XXQ}}', '8:35: "XXQ" is not a currency of ISO 4217'],
    ['event: e\ndata: {toString: {type: string}}', '8:8: "toString" cannot be the name of a field'],
    ['event: e\nactive: false\n---\nmetric: m\nfrom: [e]\nmeasure: count', '11:8: event type "e" is not active'],
    [
      'source: s\ntopic: t\nformat: debezum\nemit: [{event: order.placed, id: op, time: op}]',
      '9:9: format must be one of cloudevents, json, debezium, csv, ndjson, not "debezum"; did you mean "debezium"?',
    ],
    [
      'source: s\ntopic: t\nformat: debezium\nemit:\n  - event: order.placed\n    id: op\n    time: after.t\n    data: {ctiy: after.city}',
      '14:12: event "order.placed" has no field "ctiy"; did you mean "city"?',
    ],
    ['source: s\nformat: cloudevents', '7:1: a source of format cloudevents needs "topic"'],
    ['source: s\ntopic: events\nformat: cloudevents', '8:8: "events" is a topic of Tidewatch itself'],
    ['metric: m\nmetric: n', '8:1: Map keys must be unique'],
    ['metric: [', 'a.yaml:'],
  ])('%s', (text, problem) => {
    expect(problemsOf(event + text)).toContain(problem);
  });

  it('reports one mistake once: what refers to a broken definition is not unknown', () => {
    const text =
      'event: e\ndata: {x: {type: strin}}\n---\nmetric: m\nfrom: [e]\nby: [x]\nmeasure: count\n---\nmetric: f\nformula: m / 2\n';
    expect(
      problemsOf(text)
        .split('\n')
        .filter((line) => line !== ''),
    ).toHaveLength(1);
  });
});

it('loads the example platform, what is inactive left out', async () => {
  const { documents, problems } = await loadCatalogFolder(`${infra}catalog`);
  const { catalog, problems: found } = normaliseCatalog(documents);
  expect([...problems, ...found]).toEqual([]);
  expect(catalog?.sources).toEqual([]);
  expect(catalog?.events.map(({ event: type }) => type)).toContain('insurance_claim.submitted');
  for (const { metric, owner, title, description, builtIn } of catalog?.metrics ?? []) {
    if (!builtIn)
      expect({ metric, owner, title, description }).toMatchObject({
        owner: /./,
        description: /./,
        title: { en: /./, id: /./ },
      });
  }
});

it('loads a map and checks it against the events of its catalog', async () => {
  const { documents } = await loadCatalogFolder(`${infra}examples/flights/catalog`);
  const { catalog } = normaliseCatalog(documents);
  const { source, problems } = await loadMapFile(`${infra}examples/flights/flights.map.yaml`, catalog?.events ?? []);
  expect(problems).toEqual([]);
  expect(source?.emit).toHaveLength(2);
  const wrong = await loadMapFile(`${infra}examples/flights/flights.map.yaml`, []);
  expect(wrong.problems.map(({ line, message }) => [line, message])).toEqual([
    [10, 'unknown event type "flight.departed"'],
    [16, 'unknown event type "flight.cancelled"'],
  ]);
});
