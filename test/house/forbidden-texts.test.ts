import { expect, test } from 'vitest';
import { codeFiles, isTest, linesMatching, repositoryFiles } from './repository-files.ts';

const here = 'test/house/';
const binary = /\.(png|jpg|ico|woff2?|gz|zst|snappy|bin|db)$/;
const texts = repositoryFiles.filter((file) => !binary.test(file) && !file.startsWith(here));
const code = codeFiles.filter((file) => !file.startsWith(here));

const linesWith = (files: readonly string[], pattern: RegExp) => files.flatMap((file) => linesMatching(file, pattern));

test('nothing speaks of one machine or of a registry', () => {
  const machine = /(^|[\s'"`(=:])\/(work|root|farm|home|Users)\/\w|\/tmp\/brief/;
  const registry = /registry\.npmjs|registry\.yarnpkg|repo1?\.maven|deb\.debian|pypi\.org|crates\.io/;
  expect(linesWith(texts, machine)).toEqual([]);
  expect(linesWith(texts, registry)).toEqual([]);
});

test('types and checks are never switched off', () => {
  expect(linesWith(code, /@ts-(ignore|nocheck|expect-error)|\bas any\b|<any>|: any\s*[[\],;)=|>]/)).toEqual([]);
  const offWithoutReason = /(oxlint|eslint)-disable(?!.*--\s*\S)/;
  expect(linesWith(code, offWithoutReason)).toEqual([]);
});

test('nothing is left for later', () => {
  expect(
    linesWith(
      texts.filter((file) => !file.endsWith('.csv')),
      /\b(TODO|FIXME|XXX|HACK)\b/,
    ),
  ).toEqual([]);
});

test('no test is focused, switched off without a reason, or sleeps', () => {
  const tests = code.filter(isTest);
  expect(linesWith(tests, /\b(it|test|describe)\.(only|todo)\b|\b(it|test|describe)\.skip\(\s*['"`]/)).toEqual([]);
  expect(linesWith(tests, /setTimeout\([^)]*,\s*[\d_]{3,}\)|\bsleep\([\d_]{3,}\)/)).toEqual([]);
});

test('time and chance come through ports in the pure packages', () => {
  const pure = code.filter((file) => /^packages\/(core|contract)\/src\//.test(file) && !isTest(file));
  expect(linesWith(pure, /\bDate\.now\b|new Date\(\)|\bMath\.random\b|crypto\.randomUUID/)).toEqual([]);
});
