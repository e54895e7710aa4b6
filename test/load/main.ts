/* `pnpm bench`: the figures of Tidewatch on this machine. */
import { benchOptions, type BenchOptions, type PartName } from './options.ts';
import { stopServers } from './process/real-servers.ts';
import { sectionText, writeResults, type Section } from './report/results-page.ts';

/** Measures one part and answers what is told of it. */
type Part = (options: BenchOptions) => Promise<readonly Section[]>;

const parts: Readonly<Record<PartName, () => Promise<Part>>> = {
  alerts: async () => (await import('./alerts/alerts-part.ts')).alertsPart,
  browser: async () => (await import('./browser/browser-part.ts')).browserPart,
  fold: async () => (await import('./fold/fold-part.ts')).foldPart,
  ingest: async () => (await import('./ingest/ingest-part.ts')).ingestPart,
  latency: async () => (await import('./latency/latency-part.ts')).latencyPart,
  lighthouse: async () => (await import('./browser/lighthouse-part.ts')).lighthousePart,
  query: async () => (await import('./query/query-part.ts')).queryPart,
};

async function main(args: readonly string[]): Promise<number> {
  const options = benchOptions(args);
  if (typeof options === 'string') {
    process.stdout.write(options);
    return 0;
  }
  const command = ['pnpm bench', ...args].join(' ');
  try {
    for (const name of options.parts) {
      const measure = await parts[name]();
      const sections = await measure(options);
      for (const section of sections) process.stdout.write(`\n${sectionText(section, command)}`);
      if (options.write) await writeResults(sections, command);
    }
    return 0;
  } finally {
    await stopServers();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
