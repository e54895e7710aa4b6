import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { callerCheck } from '../allowed-callers.ts';
import { createApp } from '../create-app.ts';
import { listen } from '../listen.ts';
import { problemOf, sendProblem } from '../problem.ts';
import { openHealthDoors, type Health } from './open-health-doors.ts';

export interface HealthPortOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Further origins and hosts that may call. */
  readonly origins: readonly string[];
  readonly telemetry: Telemetry;
  readonly health: Health;
}

export interface HealthPort {
  /** `http://host:port`. */
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Opens a port for probes and Prometheus alone, for processes of any role. Beyond loopback every name of the host may be called by:
 * nothing of events is shown there and nothing can be done, and probes go by whatever name they have.
 * Rejects with `settings_invalid` for an address that cannot be bound.
 */
export async function openHealthPort(options: HealthPortOptions): Promise<HealthPort> {
  const { telemetry, health, host, origins } = options;
  const app = await createApp(telemetry, callerCheck(host, origins, { anyNameBeyondLoopback: true }));
  openHealthDoors(app, telemetry, health);
  app.setNotFoundHandler(async (_, reply) =>
    sendProblem(reply, problemOf('not_found', 'Only /healthz, /readyz and /metrics are here.')),
  );
  try {
    return { address: await listen(app, 'health', options), close: () => app.close() };
  } catch (error) {
    await app.close();
    throw error;
  }
}
