import type { Clock } from '@tidewatch/core/ports/clock';
import type { MetricStore } from '@tidewatch/core/ports/metric-store';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import type { SqliteLog } from './log/open-sqlite-log.ts';
import { openSqliteLog } from './log/open-sqlite-log.ts';
import { openSqliteStore } from './store/open-sqlite-store.ts';

export interface EmbeddedOptions {
  /** Directory of both files, made with mode 0700 where it is missing. */
  readonly data: string;
  readonly clock: Clock;
  readonly telemetry?: Telemetry;
}

export interface Embedded {
  readonly log: SqliteLog;
  readonly store: MetricStore;
  /** Writes what was taken, then closes the store and the log. */
  close(): Promise<void>;
}

/** Opens the embedded log and store of one data directory; throws `data_in_use` at once where another process has it. */
export async function openEmbedded({ data, clock, telemetry = noTelemetry }: EmbeddedOptions): Promise<Embedded> {
  const log = openSqliteLog({ directory: data, clock, telemetry });
  try {
    const store = openSqliteStore({ directory: data, telemetry });
    const close = async (): Promise<void> => {
      await store.close();
      await log.close();
    };
    return { log, store, close };
  } catch (error) {
    await log.close();
    throw error;
  }
}
