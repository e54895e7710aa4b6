import { parseArgs } from 'node:util';
import { openLogAndStore } from '@tidewatch/adapters/registry';
import { enterGeneration } from '@tidewatch/core/definitions/enter-generation';
import { inputTopics, tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import type { Io } from '../../io.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import { readCatalog } from '../start/read-catalog.ts';
import { startOptions, type StartValues } from '../start/start-command.ts';
import { UsageError } from '../../verbs/usage-error.ts';

const help = `Usage: tidewatch rebuild --from earliest|TIME [--data DIR] [--catalog DIR] [--settings FILE]

Begins a new generation that folds the log again from its earliest record or from TIME (ISO 8601): the backfill of new or
changed metrics. Numbers stay up meanwhile: readers go over to the new generation slice by slice.
Embedded: stop Tidewatch first, the next start folds. Kafka: running processors go over when they are restarted.
`;

/** `tidewatch rebuild`. */
export async function rebuildCommand(args: readonly string[], io: Io): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: { ...startOptions, from: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    io.stdout.write(help);
    return 0;
  }
  const time = timeOf(values.from);
  const given: StartValues = values;
  const { settings } = await loadSettings(io.env, {
    ...(given.settings === undefined ? {} : { file: given.settings }),
    overrides: {
      ...(given.data === undefined ? {} : { data: given.data }),
      ...(given.catalog === undefined ? {} : { catalog: given.catalog }),
    },
  });
  const catalog = await readCatalog(settings.catalog);
  const ports = await openLogAndStore(settings, {
    telemetry: noTelemetry,
    foreignTopics: inputTopics(catalog).filter((topic) => topic !== 'events'),
  });
  try {
    await ports.log.createTopics(tidewatchTopics(settings.processor.eventPartitions));
    const { generation } = await enterGeneration(ports.log, {
      catalog,
      revision: settings.processor.revision,
      sliceOffsets: settings.processor.sliceOffsets,
      epochs: settings.processor.epochs,
      now: ports.clock.now(),
      rebuildFrom: time,
    });
    const places = Object.entries(generation.from).flatMap(([topic, from]) =>
      Object.entries(from).map(([partition, offset]) => `  ${topic}/${partition} from offset ${offset}`),
    );
    io.stdout.write(
      `Generation ${generation.number} begins at:\n${places.join('\n')}\nStart Tidewatch (restart its processors) to fold it.\n`,
    );
    return 0;
  } finally {
    await ports.close();
  }
}

function timeOf(from: string | undefined): number {
  if (from === undefined) throw new UsageError('--from earliest or --from TIME says where to begin');
  if (from === 'earliest') return 0;
  const time = Date.parse(from);
  if (Number.isNaN(time)) throw new UsageError(`--from ${from}: neither earliest nor a time as 2026-11-21T08:00:00Z`);
  return time;
}
