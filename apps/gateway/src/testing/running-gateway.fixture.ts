import { settingsSchema } from '@tidewatch/contract/settings';
import { noTelemetry, type Telemetry } from '@tidewatch/core/ports/telemetry';
import { RollupsWorld, worldStartMs } from '@tidewatch/testkit/live-world/rollups-world';
import { createGateway, type Gateway, type GatewayOptions } from '../create-gateway.ts';

/** A gateway over a world, on a free port of this machine. */
export interface RunningGateway {
  readonly world: RollupsWorld;
  readonly gateway: Gateway;
  readonly url: string;
  /** `Body`: what the test takes the answer for. */
  get<Body = Fields>(path: string, headers?: Readonly<Record<string, string>>): Promise<Reply<Body>>;
  post<Body = Fields>(path: string, type: string, body: string | Uint8Array): Promise<Reply<Body>>;
  postJson<Body = Fields>(path: string, value: unknown): Promise<Reply<Body>>;
}

type Fields = Readonly<Record<string, unknown>>;

export interface Reply<Body = Fields> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
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
  const call = async <Body>(path: string, init: RequestInit): Promise<Reply<Body>> => {
    const response = await fetch(url + path, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text.startsWith('{') ? JSON.parse(text) : { text }) as Body,
    };
  };
  const post = <Body>(path: string, type: string, body: string | Uint8Array): Promise<Reply<Body>> =>
    call(path, { method: 'POST', headers: { 'content-type': type }, body: Buffer.from(body) });
  return {
    world,
    gateway,
    url,
    get: (path, headers = {}) => call(path, { headers }),
    post,
    postJson: (path, value) => post(path, 'application/json', JSON.stringify(value)),
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
