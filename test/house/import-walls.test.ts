import { expect, test } from 'vitest';
import { importsOf } from './imports-of.ts';
import { codeFiles, isTest } from './repository-files.ts';

/** Which packages of the workspace each one may import. Tests beside the code may take `testkit` too. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  core: ['contract'],
  adapters: ['core', 'contract'],
  testkit: ['core', 'contract'],
  processor: ['adapters', 'core', 'contract'],
  indexer: ['adapters', 'core', 'contract'],
  alerter: ['adapters', 'core', 'contract'],
  gateway: ['adapters', 'core', 'contract'],
  cli: ['processor', 'indexer', 'alerter', 'gateway', 'adapters', 'core', 'contract'],
  dashboard: ['contract'],
  servers: [],
};

/** Foreign packages that the pure parts may use; everything else in them needs a port. */
const pure: Readonly<Record<string, readonly string[]>> = {
  contract: ['zod'],
  core: ['rxjs', '@marcbachmann/cel-js', '@datadog/sketches-js', 'protobufjs'],
};

const packageOf = (path: string) =>
  /^(?:packages|apps)\/([^/]+)\//.exec(path)?.[1] ?? /^infra\/(servers)\//.exec(path)?.[1];
const edges = codeFiles.flatMap((file) => importsOf(file).map((target) => ({ file, target })));
const inPackages = edges.flatMap(({ file, target }) => {
  const from = packageOf(file);
  return from === undefined ? [] : [{ file, from, target }];
});
const show = ({ file, target }: { file: string; target: string }) => `${file} imports ${target}`;

test('there is something to look at', () => {
  expect(inPackages.length).toBeGreaterThan(100);
});

test('packages import only the packages that the layout allows', () => {
  const wrong = inPackages.filter(({ file, from, target }) => {
    const named = /^@tidewatch\/([^/]+)/.exec(target)?.[1];
    if (named === undefined) return false;
    const allowed = isTest(file) ? [...(mayImport[from] ?? []), 'testkit'] : mayImport[from];
    return !allowed?.includes(named);
  });
  expect(wrong.map(show)).toEqual([]);
});

test('relative imports stay inside their package', () => {
  const wrong = inPackages.filter(({ from, target }) => {
    const isPath = /^(packages|apps|infra|test)\//.test(target);
    return isPath && packageOf(target) !== from;
  });
  expect(wrong.map(show)).toEqual([]);
});

test('the pure packages use no Node, no DOM library and no I/O', () => {
  const wrong = inPackages.filter(({ file, from, target }) => {
    const allowed = pure[from];
    if (!allowed || isTest(file) || /^(packages|apps)\//.test(target) || target.startsWith('@tidewatch/')) return false;
    return !allowed.some((name) => target === name || (target.startsWith(`${name}/`) && name !== 'rxjs'));
  });
  expect(wrong.map(show)).toEqual([]);
});

test('the dashboard runs in a browser', () => {
  const wrong = inPackages.filter(
    ({ file, target }) => file.startsWith('apps/dashboard/src/') && !isTest(file) && target.startsWith('node:'),
  );
  expect(wrong.map(show)).toEqual([]);
});

test('adapters know nothing of each other; only the registry knows them all', () => {
  const adapterOf = (path: string) => /^packages\/adapters\/src\/([^/]+)\//.exec(path)?.[1];
  const wrong = edges.filter(({ file, target }) => {
    const [from, to] = [adapterOf(file), adapterOf(target)];
    return (
      (from !== undefined && to !== undefined && from !== to) ||
      (from !== undefined && target.startsWith('@tidewatch/adapters'))
    );
  });
  expect(wrong.map(show)).toEqual([]);
});

test('features of the dashboard import what they share, never each other', () => {
  const featureOf = (path: string) => /^apps\/dashboard\/src\/features\/([^/]+)/.exec(path)?.[1];
  const wrong = edges.filter(({ file, target }) => {
    const [from, to] = [featureOf(file), featureOf(target)];
    if (from === undefined) return file.startsWith('apps/dashboard/src/shared/') && to !== undefined;
    return (to !== undefined && from !== to) || target.startsWith('apps/dashboard/src/app/');
  });
  expect(wrong.map(show)).toEqual([]);
});

test('only tests use the testkit and the real servers', () => {
  const wrong = edges.filter(({ file, target }) => {
    if (isTest(file) || file.startsWith('packages/testkit/') || file.startsWith('infra/')) return false;
    return /^@tidewatch\/(testkit|servers)/.test(target) || target === 'vitest';
  });
  expect(wrong.filter(({ file }) => !/vite(st)?\.config\.ts$/.test(file)).map(show)).toEqual([]);
});
