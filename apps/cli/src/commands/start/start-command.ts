import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { createTelemetry, type ServedTelemetry } from '@tidewatch/adapters/prometheus';
import type { Settings } from '@tidewatch/contract';
import { openHealthPort, type HealthPort } from '@tidewatch/gateway/http/health/open-health-port';
import type { Io } from '../../io.ts';
import { loadSettings } from '../../settings/load-settings.ts';
import { readOptions } from '../../verbs/read-options.ts';
import { UsageError } from '../../verbs/usage-error.ts';
import { createSystem, type System, type SystemOptions } from './create-system.ts';
import { ProcessHealth } from './process-health.ts';
import { readCatalog } from './read-catalog.ts';
import { rolesOf, type Role } from './roles.ts';

const readyLookMs = 10;

const help = `Usage: tidewatch start [--role ROLE …] [--data DIR] [--catalog DIR] [--port N] [--health-port N] [--settings FILE]

Runs Tidewatch: all roles in one process unless --role names some (processor, indexer, gateway, alerter; needs log.kafka).

  --data DIR       where the embedded log and store live (default ./data)
  --catalog DIR    the definitions (default ./infra/catalog)
  --port N         HTTP port (default 4000)
  --health-port N  a port for /healthz, /readyz and /metrics alone, for a process of any role (default: none)
  --settings FILE  settings file (default tidewatch.yaml, when there is one)

Every setting is also a variable: TIDEWATCH_PORT=8080 tidewatch start. SIGHUP reads the catalog again; SIGTERM stops.

Example: tidewatch start --data /var/lib/tidewatch --catalog ./catalog
`;

export interface Running {
  readonly system: System;
  readonly settings: Settings;
}

export interface RunOptions {
  readonly simulated: boolean;
  /** Called when the system is up; its answer is stopped first. */
  readonly onUp?: (running: Running) => (() => Promise<void>) | undefined;
}

const dashboardFolder = fileURLToPath(new URL('../../../../dashboard/dist', import.meta.url));

/** `tidewatch start`. */
export async function startCommand(args: readonly string[], io: Io): Promise<number> {
  const told = readOptions(args, io, { help, options: startOptions });
  if (told === null) return 0;
  const { values } = told;
  return run(values, io, { simulated: false });
}

/** The options that `start` and `demo` share, for parseArgs. */
export const startOptions = {
  role: { type: 'string', multiple: true },
  data: { type: 'string' },
  catalog: { type: 'string' },
  port: { type: 'string' },
  'health-port': { type: 'string' },
  settings: { type: 'string' },
} as const;

export interface StartValues {
  readonly role?: string[];
  readonly data?: string;
  readonly catalog?: string;
  readonly port?: string;
  readonly 'health-port'?: string;
  readonly settings?: string;
}

/** Runs until it is told to stop or a role fails. Answers the exit code. */
export async function run(values: StartValues, io: Io, options: RunOptions): Promise<number> {
  const { settings, unknown } = await loadSettings(io.env, {
    ...(values.settings === undefined ? {} : { file: values.settings }),
    overrides: overridesOf(values),
  });
  const roles = rolesOf(values.role ?? [], 'embedded' in settings.log);
  const catalog = await readCatalog(settings.catalog);
  const telemetry = createTelemetry({ level: settings.logLevel });
  for (const name of unknown) telemetry.log('warn', `${name} is no setting of Tidewatch.`);
  const health = new ProcessHealth();
  io.signal.addEventListener('abort', () => health.enter('stopping'));
  const healthPort = await openHealth(settings, telemetry, health, io);
  try {
    return await runSystem({ settings, catalog, roles, telemetry, health }, io, options);
  } catch (error) {
    // Told to stop while it was starting.
    if (io.signal.aborted && health.isAlive) return 0;
    throw error;
  } finally {
    await healthPort?.close();
  }
}

async function runSystem(
  parts: Pick<SystemOptions, 'settings' | 'catalog' | 'roles' | 'telemetry' | 'health'>,
  io: Io,
  options: RunOptions,
): Promise<number> {
  const { settings, roles, health } = parts;
  const failure = Promise.withResolvers<unknown>();
  const onFailure = (error: unknown): void => {
    health.enter('failed');
    failure.resolve(error);
  };
  const { simulated } = options;
  const system = await createSystem({ ...parts, dashboardFolder, simulated, onFailure, signal: io.signal });
  const stopExtra = options.onUp?.({ system, settings });
  const hangup = (): void => void reload(settings.catalog, system, io);
  // Before anybody is told that it is up: from then on a signal may come.
  process.on('SIGHUP', hangup);
  await Promise.race([untilReady(system, roles, io.signal), failure.promise]);
  health.enter('up');
  io.stdout.write(
    system.address === null ? `Tidewatch is up (${[...roles].join(', ')})\n` : `Tidewatch is up: ${system.address}\n`,
  );
  const stopped = new Promise<'stopped'>((resolve) => {
    if (io.signal.aborted) resolve('stopped');
    io.signal.addEventListener('abort', () => resolve('stopped'));
  });
  const ended = await Promise.race([stopped, failure.promise.then((error) => ({ error }))]);
  process.off('SIGHUP', hangup);
  await stopExtra?.();
  await system.stop();
  if (ended === 'stopped') return 0;
  throw ended.error;
}

/** Opens the port for probes, if there is to be one, before anything that may take long. */
async function openHealth(
  { health: { host, port }, http: { origins } }: Settings,
  telemetry: ServedTelemetry,
  health: ProcessHealth,
  io: Io,
): Promise<HealthPort | null> {
  if (port === undefined) return null;
  const opened = await openHealthPort({ host, port, origins, telemetry, health });
  io.stdout.write(`Health of this process: ${opened.address}\n`);
  return opened;
}

/**
 * Waits until the gateway knows the definitions, so that the first event is taken. Only beside a processor, which writes them when
 * there are none: without one it may be long, and `/readyz` says when.
 */
async function untilReady(system: System, roles: ReadonlySet<Role>, signal: AbortSignal): Promise<void> {
  while (roles.has('processor') && !system.ready() && !signal.aborted) await delay(readyLookMs);
}

async function reload(folder: string, system: System, io: Io): Promise<void> {
  try {
    const counts = await system.reload(await readCatalog(folder));
    if (counts)
      io.stdout.write('The catalog was read again; changed definitions are in force once they have caught up.\n');
    else
      io.stderr.write(
        'Other definitions were written after those of this catalog and stay in force. Raise processor.revision to go back on purpose. (catalog_superseded)\n',
      );
  } catch (error) {
    io.stderr.write(
      `The catalog was not taken; the one before stays in force. ${error instanceof Error ? error.message : String(error)}\n`,
    );
  }
}

function overridesOf(values: StartValues): Record<string, unknown> {
  const port = portOf('--port', values.port);
  const healthPort = portOf('--health-port', values['health-port']);
  return {
    ...(values.data === undefined ? {} : { data: values.data }),
    ...(values.catalog === undefined ? {} : { catalog: values.catalog }),
    ...(port === undefined ? {} : { http: { port } }),
    ...(healthPort === undefined ? {} : { health: { port: healthPort } }),
  };
}

function portOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`${option} ${text}: a port is a number from 0 to 65535`);
}
