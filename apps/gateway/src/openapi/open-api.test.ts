import { RuleLife } from '@tidewatch/core/alerting/life-cycle/rule-life';
import { readingOf, readings, ruleOf } from '@tidewatch/core/alerting/life-cycle/testing/rules.fixture';
import { eventKey } from '@tidewatch/core/query/events/event-key';
import { RollupsWorld, worldStartMs } from '@tidewatch/testkit/live-world/rollups-world';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startGateway, type RunningGateway } from '../testing/running-gateway.fixture.ts';

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly prefixItems?: readonly Schema[];
}

const typeOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : Number.isInteger(value) ? 'integer' : typeof value;

/** Where a value is not what the schema says. Stricter than JSON Schema: a field that is not described is a fault, too. */
function faultsOf(schema: Schema, value: unknown, place = ''): string[] {
  if (schema.anyOf !== undefined)
    return schema.anyOf.some((one) => faultsOf(one, value).length === 0) ? [] : [`${place}: none of anyOf`];
  const type = typeOf(value);
  const types = [schema.type ?? type].flat();
  if (!types.includes(type) && !(type === 'integer' && types.includes('number'))) return [`${place}: ${type}`];
  if (schema.enum?.includes(value) === false || (schema.const ?? value) !== value)
    return [`${place}: ${String(value)}`];
  if (Array.isArray(value))
    return value.flatMap((item, index) =>
      faultsOf(schema.prefixItems?.[index] ?? schema.items ?? {}, item, `${place}/${index}`),
    );
  if (type !== 'object' || (schema.properties ?? schema.additionalProperties) === undefined) return [];
  const fields = value as Readonly<Record<string, unknown>>;
  return [
    ...(schema.required ?? []).flatMap((name) => (name in fields ? [] : [`${place}/${name}: missing`])),
    ...Object.entries(fields).flatMap(([name, field]) => {
      const below = schema.properties?.[name] ?? schema.additionalProperties;
      return below === undefined ? [`${place}/${name}: not described`] : faultsOf(below, field, `${place}/${name}`);
    }),
  ];
}

const event = {
  id: 'o1',
  source: 'shop',
  type: 'suite.e0',
  time: worldStartMs - 600_000,
  subject: null,
  imported: false,
  data: { orderId: 'o1', city: 'Surabaya', patientName: 'Siti' },
};
let running: RunningGateway;
beforeEach(async () => {
  const world = new RollupsWorld(worldStartMs);
  world.store.events = [{ topic: 'events', partition: 0, offset: 1, appendTime: worldStartMs, event }];
  running = await startGateway({ world });
  for (const partition of [0, 1, 2]) {
    world.arrive(partition, [{ time: worldStartMs, merchant: 'm1', city: 'c', amount: 5 }]);
    world.publish(partition);
  }
  const [fired] = new RuleLife(ruleOf({ by: ['city'] })).evaluate(
    worldStartMs,
    readings(readingOf(12, { group: ['Medan'] })),
  );
  const transition = JSON.stringify({ ...fired, recordedAt: worldStartMs });
  await world.log.append('alerts', [{ key: null, value: transition, partition: 0 }]);
});
afterEach(() => running.gateway.stop());

test('answers are what the document says, to the last field', async () => {
  const get = async (path: string) => (await running.get(path)).body;
  const paths = (await get('/openapi.json'))['paths'] as Record<string, Record<string, unknown>>;
  const schemaOf = (path: string): Schema =>
    (paths[path] as { get: { responses: Record<number, { content: Record<string, { schema: Schema }> }> } }).get
      .responses[200]?.content['application/json']?.schema ?? {};

  const listed = async () => ((await get('/v1/alerts'))['alerts'] as { id: string }[])[0]?.id;
  await vi.waitFor(async () => expect(await listed()).toBeDefined(), { timeout: 10_000 });
  await running.postJson(`/v1/alerts/${await listed()}/comment`, { by: 'Rina', text: 'seen' });
  await running.postJson('/v1/silences', {
    matchers: [{ label: 'city', value: 'Medan' }],
    by: 'Rina',
    durationMs: 60_000,
  });
  const key = eventKey(event);
  const claim = { request: 'request-1', by: { id: 'person-rina', name: 'Rina' } };
  expect((await running.postJson(`/v1/cases/${key}/claim`, claim)).status).toBe(200);

  const asked: Readonly<Record<string, string>> = {
    '/v1/events': '',
    '/v1/alerts': '',
    '/v1/alerts/{id}': `/v1/alerts/${await listed()}`,
    '/v1/rules': '',
    '/v1/silences': '',
    '/v1/notifications': '',
    '/v1/cases': '/v1/cases?type=suite.e0',
    '/v1/cases/{key}': `/v1/cases/${key}`,
    '/v1/dead-letters': '',
    '/v1/metrics': '',
    '/v1/metrics/{name}/series': '/v1/metrics/value/series?by=merchant&compare=1d',
    '/v1/metrics/{name}/explain': '/v1/metrics/value/explain?from=now-1h&to=now',
    '/v1/pipeline': '',
    '/v1/catalog': '',
    '/healthz': '',
    '/readyz': '',
  };
  const faults = await Promise.all(
    Object.entries(asked).map(async ([path, address]) => [path, faultsOf(schemaOf(path), await get(address || path))]),
  );
  expect(Object.fromEntries(faults)).toEqual(Object.fromEntries(Object.keys(asked).map((path) => [path, []])));
});
