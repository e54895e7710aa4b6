import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { referencePage } from './reference-page.ts';

it('docs/reference.md is what the code says; write-reference.ts writes it anew', async () => {
  expect(await readFile(new URL('../../../../docs/reference.md', import.meta.url), 'utf8')).toBe(referencePage());
});
