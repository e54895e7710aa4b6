import type { Catalog, DashboardDefinition } from '@tidewatch/contract';
import { ScriptedLog } from '@tidewatch/testkit/live-world/scripted-log';
import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite/suite-catalog';
import { expect, test } from 'vitest';
import { enterGeneration } from './enter-generation.ts';
import { readDefinitions } from './read-definitions.ts';

const screen: DashboardDefinition = {
  dashboard: 'd',
  active: true,
  order: 100,
  scope: [],
  panels: [{ panel: 'text', text: 'x' }],
};
const log = () => new ScriptedLog({ events: 1, rollups: 4, definitions: 1 }, () => 1);
const enter = (to: ScriptedLog, catalog: Catalog) =>
  enterGeneration(to, { catalog, revision: 0, sliceOffsets: 65_536, epochs: {}, now: 1 });

test('other dashboards alone reach the readers, and begin no generation', async () => {
  const definitions = log();
  const first = await enter(definitions, suiteCatalog);
  const second = await enter(definitions, { ...suiteCatalog, dashboards: [screen] });
  expect(second.generation.number).toBe(first.generation.number);
  expect((await readDefinitions(definitions)).generations.map(({ catalog }) => catalog.dashboards)).toEqual([[screen]]);
});

test('the same definitions again write nothing', async () => {
  const definitions = log();
  await enter(definitions, suiteCatalog);
  const [before] = await definitions.offsets('definitions');
  await enter(definitions, suiteCatalog);
  expect(await definitions.offsets('definitions')).toEqual([before]);
});

test('a record of the time before dashboards has none', async () => {
  const definitions = log();
  const { dashboards: _, ...old } = suiteCatalog;
  definitions.write('definitions', 0, {
    v: 1,
    kind: 'generation',
    hash: 'h',
    revision: 0,
    from: {},
    catalog: old,
    at: 1,
  });
  const [generation] = (await readDefinitions(definitions)).generations;
  expect(generation?.catalog.dashboards).toEqual([]);
});
