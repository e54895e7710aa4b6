import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every file that is in the repository or would be with the next commit, as a path from the root. */
export const repositoryFiles: readonly string[] = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '-z'],
  { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
)
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(root, file)));

const code = /\.(ts|mts|mjs|cjs|js|vue)$/;

export const codeFiles = repositoryFiles.filter((file) => code.test(file));

export const isTest = (file: string) => /\.(test|fixture)\.ts$/.test(file) || file.startsWith('test/');

export const textOf = (file: string) => readFileSync(join(root, file), 'utf8');

/** Lines of a file that match, as `file:line: text`. */
export function linesMatching(file: string, pattern: RegExp): string[] {
  return textOf(file)
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${file}:${index + 1}: ${line.trim().slice(0, 120)}`] : []));
}
