import { serverUrl, fetchJson } from '../../http/fetch-json.ts';
import type { Io } from '../../io.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import { Progress, whole } from '../../verbs/progress.ts';
import { readOptions } from '../../verbs/read-options.ts';
import { UsageError } from '../../verbs/usage-error.ts';
import type { EventSink } from './event-sink.ts';
import { httpSink } from './http-sink.ts';
import { kafkaSink } from './kafka-sink.ts';
import { sendAtRate } from './send-at-rate.ts';
import { SimulatedLoad } from './simulated-load.ts';

const help = `Usage: tidewatch produce --rate N --seconds S [--seed S] [--to http|kafka]

Sends events of the simulated health platform, evenly, with the time of sending. The events need the example catalog.

  --rate N         events a second (default 100)
  --seconds S      for how long (default 60)
  --seed S         another seed is another mix (default 1); ids differ in every run
  --duplicates X   share of events sent twice, as in 0.01 (default 0)
  --disorder S     event times up to S seconds before sending (default 0)
  --to http|kafka  the HTTP door, or the topic events of log.kafka in the settings (default http)
  --url URL        default http://127.0.0.1:$TIDEWATCH_PORT
  --settings FILE  settings file (default tidewatch.yaml, when there is one)

Example: tidewatch produce --rate 2000 --seconds 60 --duplicates 0.01 --disorder 30
`;

/** `tidewatch produce`. */
export async function produceCommand(args: readonly string[], io: Io): Promise<number> {
  const text = { type: 'string' } as const;
  const options = {
    rate: text,
    seconds: text,
    seed: text,
    duplicates: text,
    disorder: text,
    to: text,
    url: text,
    settings: text,
  };
  const told = readOptions(args, io, { help, options });
  if (told === null) return 0;
  const { values } = told;
  const rate = numberOf('--rate', values.rate, 100, 0.01, 1_000_000);
  const seconds = numberOf('--seconds', values.seconds, 60, 0, 31_536_000);
  const total = Math.round(rate * seconds);
  const load = new SimulatedLoad({
    total,
    seed: numberOf('--seed', values.seed, 1, 0, 2 ** 31),
    run: `run-${Date.now().toString(36)}`,
    duplicates: numberOf('--duplicates', values.duplicates, 0, 0, 0.5),
    disorderMs: numberOf('--disorder', values.disorder, 0, 0, 86_400) * 1_000,
  });
  const progress = new Progress(io, 'events');
  const sink = await openSink(values, progress, io);
  try {
    return await produce({ rate, total, load, sink, progress }, io);
  } finally {
    await sink.close();
  }
}

function numberOf(name: string, text: string | undefined, fallback: number, low: number, high: number): number {
  const value = text === undefined ? fallback : Number(text);
  if (text !== '' && value >= low && value <= high) return value;
  throw new UsageError(`${name} ${text}: a number from ${low} to ${high}`);
}

async function openSink(
  values: { to?: string; url?: string; settings?: string },
  progress: Progress,
  io: Io,
): Promise<EventSink> {
  const { to = 'http' } = values;
  if (to === 'kafka') {
    const { settings } = await loadSettings(io.env, values.settings === undefined ? {} : { file: values.settings });
    return kafkaSink(settings, io.signal);
  }
  if (to !== 'http') throw new UsageError(`--to ${to}: events go to http or kafka`);
  const url = serverUrl(values.url, io);
  await fetchJson(`${url}/healthz`);
  return httpSink(url, { signal: io.signal, onRetry: (reason) => progress.say(`${reason}; trying again …`) });
}

interface Production {
  readonly rate: number;
  readonly total: number;
  readonly load: SimulatedLoad;
  readonly sink: EventSink;
  readonly progress: Progress;
}

async function produce({ rate, total, load, sink, progress }: Production, io: Io): Promise<number> {
  let sent = 0;
  const send = async (count: number): Promise<void> => {
    const now = Date.now();
    await sink.send(Array.from({ length: count }, () => load.next(now)));
    sent += count;
    progress.update(sent / total, sent);
  };
  await sendAtRate(send, { rate, total, signal: io.signal })
    .then(() => sink.finish())
    .finally(() => progress.end());
  const rejected = [...sink.rejected].map(([code, count]) => `${whole(count)} ${code}`).join(', ');
  io.stdout.write(
    `${whole(sent)} events sent (${whole(load.duplicates)} of them duplicates), ${whole(sink.accepted)} accepted, ` +
      `${rejected === '' ? 'none' : rejected} rejected (${whole(progress.rate(sent))} events/s).\n`,
  );
  return rejected === '' ? 0 : 1;
}
