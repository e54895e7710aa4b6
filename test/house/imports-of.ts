import { posix } from 'node:path';
import { textOf } from './repository-files.ts';

const statement = /(?:^|[;\s}])(?:import|export)\s(?:[^'"`;()]*?\sfrom\s*)?['"]([^'"]+)['"]/g;
const call = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** What a file imports: names of packages as they are written, relative imports as paths from the root. */
export function importsOf(file: string): string[] {
  const text = textOf(file);
  const written = [...text.matchAll(statement), ...text.matchAll(call)].map((match) => match[1] ?? '');
  return written.map((name) => (name.startsWith('.') ? posix.join(posix.dirname(file), name) : name));
}
