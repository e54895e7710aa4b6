import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { definitionSchemas } from './definition-schemas.ts';

const folder = new URL('../../../../../infra/catalog/schema/', import.meta.url);

it.each([...definitionSchemas()])(
  'infra/catalog/schema/%s is current; apps/cli/src/commands/check/write-schemas.ts writes it',
  async (name, text) => {
    expect(JSON.parse(await readFile(new URL(name, folder), 'utf8'))).toEqual(JSON.parse(text));
  },
);
