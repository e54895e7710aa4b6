import { writeFile } from 'node:fs/promises';
import { definitionSchemas } from './definition-schemas.ts';

const folder = new URL('../../../../../infra/catalog/schema/', import.meta.url);

for (const [name, text] of definitionSchemas()) await writeFile(new URL(name, folder), text);
