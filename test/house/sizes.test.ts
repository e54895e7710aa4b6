import { posix } from 'node:path';
import { expect, test } from 'vitest';
import { codeFiles, repositoryFiles, textOf } from './repository-files.ts';

const linesMax = 300;
const entriesMax = 12;

/** Folders that may hold more, and why. The length of functions is the linter's affair. */
const roomy: ReadonlyMap<string, string> = new Map([
  ['.', 'tools look for their settings in the root'],
  ['packages/core/src', 'one folder per stage of the pipeline: the list is the map of the brain'],
  [
    'apps/dashboard/src/features',
    'one folder per thing that a person does or sees: the list is the map of the screens',
  ],
  ['apps/dashboard/src/shared', 'one folder per thing that the features have in common; none belongs to another'],
]);

const forbiddenNames = ['utils', 'util', 'helpers', 'helper', 'common', 'services', 'managers', 'misc'];

const entriesOf = new Map<string, Set<string>>();
for (const file of repositoryFiles) {
  for (let path = file; path !== '.'; path = posix.dirname(path)) {
    const folder = posix.dirname(path);
    const entries = entriesOf.get(folder) ?? new Set();
    entriesOf.set(folder, entries.add(posix.basename(path)));
  }
}

test(`no source file has more than ${linesMax} lines`, () => {
  const long = codeFiles.map((file) => ({ file, lines: textOf(file).split('\n').length - 1 }));
  expect(long.filter(({ lines }) => lines > linesMax)).toEqual([]);
});

test(`no folder has more than ${entriesMax} entries`, () => {
  const full = [...entriesOf].filter(([folder, entries]) => entries.size > entriesMax && !roomy.has(folder));
  expect(full.map(([folder, entries]) => `${folder}: ${entries.size}`)).toEqual([]);
});

test('an exception that is no longer needed goes away', () => {
  const idle = [...roomy.keys()].filter((folder) => (entriesOf.get(folder)?.size ?? 0) <= entriesMax);
  expect(idle).toEqual([]);
});

test('names of files and folders say what is in them', () => {
  const vague = codeFiles.filter((file) => {
    return file.split('/').some((part) => forbiddenNames.includes(part.replace(/\..*$/, '')));
  });
  expect(vague).toEqual([]);
});

test('source files are named in kebab-case, components in PascalCase', () => {
  const odd = codeFiles.filter((file) => {
    const name = posix.basename(file);
    return file.endsWith('.vue')
      ? !/^[A-Z][A-Za-z0-9]*\.vue$/.test(name)
      : !/^\.?[a-z0-9]+([.-][a-z0-9]+)*$/.test(name);
  });
  expect(odd).toEqual([]);
});
