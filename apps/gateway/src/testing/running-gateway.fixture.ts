import { settingsSchema } from '@tidewatch/contract/settings';
import { noTelemetry, type Telemetry } from '@tidewatch/core/ports/telemetry';
import { RollupsWorld, worldStartMs } from '@tidewatch/testkit/live-world/rollups-world';
import { createGateway, type Gateway, type GatewayOptions } from '../create-gateway.ts';

/** A gateway over a world, on a free port of this machine. */
export interface RunningGateway {
  readonly world: RollupsWorld;
  readonly gateway: Gateway;
  readonly url: string;
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply>;
  post(path: string, type: string, body: string | Uint8Array): Promise<Reply>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface GatewayChoices {
  readonly world?: RollupsWorld;
  readonly http?: Readonly<Record<string, unknown>>;
  /** Other settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly telemetry?: Telemetry;
  readonly dashboardFolder?: string;
  readonly rebuild?: GatewayOptions['rebuild'];
}

export async function startGateway({
  world = new RollupsWorld(worldStartMs),
  http = {},
  settings: more = {},
  telemetry = noTelemetry,
  dashboardFolder,
  rebuild,
}: GatewayChoices = {}): Promise<RunningGateway> {
  const settings = settingsSchema.parse({ ...more, http: { port: 0, ...http } });
  const gateway = createGateway({
    log: world.log,
    store: world.store,
    settings,
    clock: { now: () => world.now },
    telemetry,
    ...(dashboardFolder === undefined ? {} : { dashboardFolder }),
    ...(rebuild === undefined ? {} : { rebuild }),
  });
  await gateway.start();
  const url = gateway.address;
  const call = async (path: string, init: RequestInit): Promise<Reply> => {
    const response = await fetch(url + path, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text.startsWith('{') ? (JSON.parse(text) as Reply['body']) : { text },
    };
  };
  return {
    world,
    gateway,
    url,
    get: (path, headers = {}) => call(path, { headers }),
    post: (path, type, body) =>
      call(path, { method: 'POST', headers: { 'content-type': type }, body: Buffer.from(body) }),
  };
}

/** Waits for a fact, for at most 10 s. */
export async function until<Fact>(look: () => Fact | undefined | false | null): Promise<Fact> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const fact = look();
    if (fact !== undefined && fact !== false && fact !== null) return fact;
    if (Date.now() > deadline) throw new Error(`it did not come to be: ${String(look)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
