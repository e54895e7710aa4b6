import { parseArgs } from 'node:util';

export const partNames = ['alerts', 'browser', 'fold', 'ingest', 'latency', 'lighthouse', 'query'] as const;
export type PartName = (typeof partNames)[number];

/** What a run measures, and how much of it. */
export interface BenchOptions {
  readonly parts: readonly PartName[];
  /** `embedded`, or `servers`: Kafka and Elasticsearch. */
  readonly on: readonly ('embedded' | 'servers')[];
  /** Records of the fold and of the ingest. */
  readonly events: number;
  readonly runs: number;
  /** How long the latency is measured, and at how many events a second. */
  readonly seconds: number;
  readonly rate: number;
  /** Hours of data that are queried. */
  readonly hours: number;
  /** Folder for a processor profile of the fold. */
  readonly profile: string | null;
  /** False: the results page stays as it is. */
  readonly write: boolean;
}

export const benchHelp = `Usage: pnpm bench [alerts] [browser] [fold] [ingest] [latency] [lighthouse] [query] [options]

Measures Tidewatch: all parts unless some are named. Results go to test/load/RESULTS.md.

  --on embedded|servers  only the embedded log and store, or only Kafka and Elasticsearch (default both)
  --events N             records that are folded and ingested (default 2000000)
  --runs N               runs of each measurement (default 3)
  --seconds S            length of the latency measurement, and how long the page is watched (default 30)
  --rate N               events a second while the latency is measured (default 2000)
  --hours H              hours of data that are queried (default 24)
  --profile DIR          write a CPU profile of the fold there
  --dry                  leave the results page as it is

Kafka and Elasticsearch are started for the run unless KAFKA_BROKERS and ELASTICSEARCH_NODE name some.
`;

/** The options of a command line; a text to print instead where help was asked for. Throws for what is wrong. */
export function benchOptions(args: readonly string[]): BenchOptions | string {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      on: text,
      events: text,
      runs: text,
      seconds: text,
      rate: text,
      hours: text,
      profile: text,
      dry: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) return benchHelp;
  for (const name of positionals) {
    if (!partNames.includes(name as PartName))
      throw new Error(`there is no part ${name}; the parts are ${partNames.join(', ')}`);
  }
  if (values.on !== undefined && values.on !== 'embedded' && values.on !== 'servers')
    throw new Error(`--on ${values.on}: embedded or servers`);
  return {
    parts: positionals.length === 0 ? partNames : partNames.filter((name) => positionals.includes(name)),
    on: values.on === undefined ? ['embedded', 'servers'] : [values.on],
    events: wholeNumber('--events', values.events, 2_000_000),
    runs: wholeNumber('--runs', values.runs, 3),
    seconds: wholeNumber('--seconds', values.seconds, 30),
    rate: wholeNumber('--rate', values.rate, 2_000),
    hours: wholeNumber('--hours', values.hours, 24),
    profile: values.profile ?? null,
    write: values.dry !== true,
  };
}

function wholeNumber(name: string, text: string | undefined, fallback: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`${name} ${text}: a whole number from 1`);
  return value;
}
