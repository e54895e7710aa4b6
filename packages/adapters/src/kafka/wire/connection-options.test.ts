import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsSchema } from '@tidewatch/contract/settings';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { KafkaSettings } from './connection-options.ts';
import { connectionOptions } from './connection-options.ts';

const kafka = (given: object): KafkaSettings => {
  const { log } = settingsSchema.parse({ log: { kafka: { brokers: ['one:9092'], ...given } } });
  return (log as { kafka: KafkaSettings }).kafka;
};

describe('connectionOptions', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kafka-options-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('are plain unless told otherwise', async () => {
    expect(await connectionOptions(kafka({}), 'host-1')).toMatchObject({
      clientId: 'tidewatch-host-1',
      ssl: false,
      sasl: null,
    });
  });

  it('take passwords and authorities from files', async () => {
    await writeFile(join(folder, 'password'), 'secret\n');
    await writeFile(join(folder, 'ca.pem'), 'CERTIFICATE');
    const settings = kafka({
      tls: { ca: join(folder, 'ca.pem') },
      sasl: { mechanism: 'scram-sha-512', username: 'u', password: { file: join(folder, 'password') } },
    });
    expect(await connectionOptions(settings, 'x')).toMatchObject({
      ssl: { ca: 'CERTIFICATE', rejectUnauthorized: true },
      sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'secret' },
    });
  });

  it('say which setting cannot be used', async () => {
    const missing = kafka({ sasl: { mechanism: 'plain', username: 'u', password: { file: join(folder, 'none') } } });
    await expect(connectionOptions(missing, 'x')).rejects.toMatchObject({
      code: 'settings_invalid',
      message: expect.stringContaining('log.kafka.sasl.password.file'),
    });
    for (const broker of ['one', '[::1]:9092', 'one:', '::1:9092']) {
      await expect(connectionOptions(kafka({ brokers: [broker] }), 'x')).rejects.toMatchObject({
        code: 'settings_invalid',
      });
    }
  });
});
