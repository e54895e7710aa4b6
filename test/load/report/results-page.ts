import { readFile, writeFile } from 'node:fs/promises';
import { machineLines } from './machine.ts';

/** One part of the benchmark as it was measured. */
export interface Section {
  /** Its name on the command line. */
  readonly part: string;
  readonly title: string;
  /** What was done, for people. */
  readonly about: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const file = new URL('../RESULTS.md', import.meta.url);
const head = `# Benchmark results

Written by \`pnpm bench\`; each part stands for its own last run, with its command, machine and versions.
Figures are the median of the runs, with the smallest and the largest in parentheses.
`;

/** Puts sections in place of those of the same parts and leaves the others as they are. */
export async function writeResults(sections: readonly Section[], command: string): Promise<void> {
  const before = await readFile(file, 'utf8').catch(() => '');
  const texts = new Map<string, string>();
  for (const [text, part] of before.matchAll(/<!-- part: (\S+) -->[^]*?<!-- end -->/g)) texts.set(part!, text);
  for (const section of sections)
    texts.set(section.part, `<!-- part: ${section.part} -->\n${sectionText(section, command)}<!-- end -->`);
  const all = [...texts].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, text]) => text);
  await writeFile(file, `${head}\n${all.join('\n\n')}\n`);
}

/** A section as it is printed and written. */
export function sectionText({ title, about, columns, rows }: Section, command: string): string {
  const table = [columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
  return `## ${title}\n\n${about}\n\n${table}\n\n\`${command}\`\n\n${machineLines()
    .map((line) => `- ${line}`)
    .join('\n')}\n`;
}
