import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { functions, methods } from '@tidewatch/core/expressions/functions';
import { expressionTexts } from './expression-section.ts';
import { referencePage } from './reference-page.ts';

it('docs/reference.md is what the code says; write-reference.ts writes it anew', async () => {
  expect(await readFile(new URL('../../../../docs/reference.md', import.meta.url), 'utf8')).toBe(referencePage());
});

it('says of each function of the expressions what it is for, and of none that there is not', () => {
  expect(Object.keys(expressionTexts).toSorted()).toEqual(
    [...new Set([...Object.keys(functions), ...Object.keys(methods)])].toSorted(),
  );
});
