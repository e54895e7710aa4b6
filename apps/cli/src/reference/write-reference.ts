import { writeFile } from 'node:fs/promises';
import { referencePage } from './reference-page.ts';

// Run after a change of settings, codes or verbs: node apps/cli/src/reference/write-reference.ts
await writeFile(new URL('../../../../docs/reference.md', import.meta.url), referencePage());
