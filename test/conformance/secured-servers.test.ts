import { openElasticsearchStore } from '@tidewatch/adapters/elasticsearch';
import { openKafkaLog } from '@tidewatch/adapters/kafka';
import { settingsSchema, type SettingsInput } from '@tidewatch/contract/settings';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { noTelemetry, type Telemetry } from '@tidewatch/core/ports/telemetry';
import { authorityOf, startElasticsearch, startKafka, type RunningServer } from '@tidewatch/servers';
import { suiteCatalog } from '@tidewatch/testkit/metric-store-suite';
import { realServer } from '@tidewatch/testkit/servers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runVerb } from '../support/run-tidewatch.ts';
import { within } from '../support/within.ts';

const user = { name: 'tidewatch', password: 'on-the-real-server' };
const stepMs = 60_000;
const startMs = 300_000;

function remembered() {
  const lines: string[] = [];
  const telemetry: Telemetry = { ...noTelemetry, log: (level, message) => void lines.push(`${level} ${message}`) };
  return { lines, telemetry };
}

const kafka = await realServer('kafka');

describe.skipIf('unavailable' in kafka)('a Kafka that wants TLS and SASL', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await within('Kafka starts', startMs, startKafka({ user, heapMiB: 384 }));
  }, startMs);
  afterAll(() => server.dispose());

  type Sasl = NonNullable<Extract<NonNullable<SettingsInput['log']>, { kafka: unknown }>['kafka']['sasl']>;
  const open = (mechanism: Sasl['mechanism'], password: string, telemetry: Telemetry): Promise<EventLog> => {
    const settings = settingsSchema.parse({
      log: {
        kafka: {
          brokers: [server.address],
          tls: { ca: authorityOf(server) },
          sasl: { mechanism, username: user.name, password },
        },
      },
    });
    if (!('kafka' in settings.log)) throw new Error('no settings for Kafka');
    const names = { namespace: 'secured', foreignTopics: [] };
    return openKafkaLog({ settings: settings.log.kafka, ...names, clock: Date, telemetry });
  };

  it.each(['plain', 'scram-sha-256', 'scram-sha-512'] as const)(
    'takes and gives records with %s',
    async (mechanism) => {
      const { lines, telemetry } = remembered();
      const log = await open(mechanism, user.password, telemetry);
      const topic = mechanism;
      await within('the topic is made', stepMs, log.createTopics([{ topic, partitions: 1, keepDays: 1 }]));
      await within('a record is written', stepMs, log.append(topic, [{ key: null, value: mechanism, partition: 0 }]));
      const read = new Promise<string>((resolve) =>
        log.tail(topic, new Map()).subscribe(({ records, done }) => {
          for (const { value } of records) resolve(String(Buffer.from(value ?? [])));
          done();
        }),
      );
      expect(await within('it is read', stepMs, read)).toBe(mechanism);
      await log.close();
      expect(lines.filter((line) => !line.startsWith('info'))).toEqual([]);
    },
  );

  it.each(['plain', 'scram-sha-512'] as const)(
    'refuses a wrong password with %s at once, in one line, once',
    async (mechanism) => {
      const { lines, telemetry } = remembered();
      const log = await open(mechanism, 'wrong', telemetry);
      const asked = log.createTopics([{ topic: 'never', partitions: 1, keepDays: 1 }]);
      await expect(within('an answer', stepMs, asked)).rejects.toMatchObject({
        code: 'log_unavailable',
        retry: false,
        message: expect.stringMatching(/^Kafka: .*log\.kafka\.sasl/),
      });
      await log.close();
      expect(lines).toEqual([]);
    },
  );

  it('ends a start with wrong credentials in one line and code 1', { timeout: stepMs }, async () => {
    const env = {
      TIDEWATCH_LOG_KAFKA_BROKERS: server.address,
      TIDEWATCH_LOG_KAFKA_TLS_CA: authorityOf(server),
      TIDEWATCH_LOG_KAFKA_SASL_MECHANISM: 'scram-sha-256',
      TIDEWATCH_LOG_KAFKA_SASL_USERNAME: user.name,
      TIDEWATCH_LOG_KAFKA_SASL_PASSWORD: 'wrong',
    };
    const { code, errors } = await runVerb(['start', '--port', '0'], env);
    expect(code).toBe(1);
    expect(errors).toMatch(/^tidewatch start: Kafka: .*log\.kafka\.sasl.*\n$/);
    expect(errors).not.toContain('wrong');
  });
});

const elasticsearch = await realServer('elasticsearch');

describe.skipIf('unavailable' in elasticsearch)('an Elasticsearch with TLS and a user', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await within('Elasticsearch starts', startMs, startElasticsearch({ user, tls: true, heapMiB: 384 }));
  }, startMs);
  afterAll(() => server?.dispose());

  const open = (password: string, ca: string | undefined, telemetry: Telemetry) =>
    openElasticsearchStore({
      settings: { node: server.address, username: user.name, password, ...(ca === undefined ? {} : { ca }) },
      namespace: 'secured',
      clock: Date,
      telemetry,
      random: Math.random,
    });

  it('is prepared and read by who has its certificate and password', async () => {
    const store = await open(user.password, authorityOf(server), noTelemetry);
    await within('the store is prepared', stepMs, store.prepare(suiteCatalog));
    expect(await store.identity()).toMatch(/^[a-z0-9-]+$/);
    await store.close();
  });

  it('refuses a wrong password, and is not read by who does not know its certificate', async () => {
    const stranger = await open('wrong', authorityOf(server), noTelemetry);
    await expect(stranger.progress()).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('refuses access'),
    });
    await stranger.close();
    const unsure = await open(user.password, undefined, noTelemetry);
    await expect(unsure.progress()).rejects.toMatchObject({ code: 'store_unavailable' });
    await unsure.close();
  });
});
