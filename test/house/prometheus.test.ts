import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { counterNames, gaugeNames, histogramNames } from '@tidewatch/core/ports/telemetry-names';
import { expect, test } from 'vitest';
import { root, textOf } from './repository-files.ts';

const folder = 'infra/prometheus';

const known = new Set([
  ...Object.keys(counterNames).map((name) => `tidewatch_${name}_total`),
  ...Object.keys(gaugeNames).map((name) => `tidewatch_${name}`),
  ...Object.keys(histogramNames).flatMap((name) =>
    ['bucket', 'count', 'sum'].map((part) => `tidewatch_${name}_${part}`),
  ),
]);

test.each([`${folder}/alerts.yaml`, 'docs/operations.md'])('%s names metrics that a process tells', (file) => {
  const named = textOf(file).match(/\btidewatch_[a-z_]+[a-z]\b/g) ?? [];
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test('every role is scraped', () => {
  const roles = [...textOf(`${folder}/prometheus.yaml`).matchAll(/\brole: (\w+)/g)].map(([, role = '']) => role);
  expect(roles.toSorted()).toEqual(['alerter', 'gateway', 'indexer', 'processor']);
});

test('Prometheus takes both files, where its tool is installed', ({ skip }) => {
  const checked = spawnSync('promtool', ['check', 'config', 'prometheus.yaml'], {
    cwd: join(root, folder),
    encoding: 'utf8',
  });
  skip(checked.error !== undefined, 'promtool (Debian: prometheus) is not installed');
  expect(checked).toMatchObject({ status: 0 });
});
