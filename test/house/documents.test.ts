import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { documentedLists } from './documented-lists.ts';
import { repositoryFiles, root, textOf } from './repository-files.ts';

const documents = repositoryFiles.filter((file) => /^(README|ARCHITECTURE)\.md$|^docs\/.*\.md$/.test(file));

/**
 * The items of a list that stands in a document between `<!-- list: NAME -->` and `<!-- end -->`: the first text in
 * backticks of each line of a table or list.
 */
function itemsIn(text: string, name: string): string[] | undefined {
  const begin = text.indexOf(`<!-- list: ${name} -->`);
  if (begin < 0) return undefined;
  const lines = text.slice(begin, text.indexOf('<!-- end -->', begin)).split('\n');
  return lines.flatMap((line) => /^\s*[|*-][^`]*`([^`]+)`/.exec(line)?.[1] ?? []);
}

describe.runIf(documents.includes('README.md'))('documents list what the code lists', () => {
  test.each(Object.keys(documentedLists))('%s', { timeout: 60_000 }, async (name) => {
    const inCode = await documentedLists[name]?.();
    const found = documents.flatMap((file) => itemsIn(textOf(file), name) ?? []);
    expect(found.toSorted(), `between "<!-- list: ${name} -->" and "<!-- end -->" of a document`).toEqual(
      inCode?.toSorted(),
    );
  });
});

test('every path that a document names exists', () => {
  const path = /`((?:packages|apps|infra|test|docs|\.ci)\/[\w./@-]*)`/g;
  const missing = documents.flatMap((file) =>
    [...textOf(file).matchAll(path)].flatMap(([, named = '']) =>
      existsSync(join(root, named)) ? [] : [`${file}: ${named}`],
    ),
  );
  expect(missing).toEqual([]);
});

test('every link between documents leads somewhere', () => {
  const link = /\]\((?!https?:|#|mailto:)([^)#\s]+)/g;
  const broken = documents.flatMap((file) =>
    [...textOf(file).matchAll(link)].flatMap(([, target = '']) =>
      existsSync(join(root, file, '..', target)) ? [] : [`${file}: ${target}`],
    ),
  );
  expect(broken).toEqual([]);
});

test.runIf(documents.includes('ARCHITECTURE.md'))('the map of folders knows every package and app', () => {
  const folders = new Set(repositoryFiles.map((file) => /^((?:packages|apps)\/[^/]+)\//.exec(file)?.[1] ?? ''));
  folders.delete('');
  const map = documents.map(textOf).join('\n');
  const unnamed = [...folders].filter((folder) => !map.includes(folder) && !map.includes(`${folder.split('/')[1]}/`));
  expect(unnamed).toEqual([]);
});

test.runIf(documents.includes('README.md'))('every script that a document runs exists', () => {
  const scripts = (JSON.parse(textOf('package.json')) as { scripts: Record<string, string> }).scripts;
  const run = /(?:npm run(?: -s)?|pnpm(?: run)?) ([a-z][\w:-]*)/g;
  const unknown = documents.flatMap((file) =>
    [...textOf(file).matchAll(run)].flatMap(([, name = '']) =>
      name in scripts || ['install', 'dlx', 'exec'].includes(name) ? [] : [`${file}: ${name}`],
    ),
  );
  expect(unknown).toEqual([]);
});
