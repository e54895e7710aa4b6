import { describe, expect, it } from 'vitest';
import { grainSchema } from './catalog/metric-definition.ts';
import { settingsSchema } from './settings.ts';

describe('settings', () => {
  it('need nothing: an empty file is the embedded default on this machine only', () => {
    const settings = settingsSchema.parse({});
    expect(settings).toMatchObject({
      log: { embedded: {} },
      store: { embedded: {} },
      http: { host: '127.0.0.1', port: 4000 },
    });
    expect(settings.processor).toMatchObject({
      sliceOffsets: 65_536,
      duplicateHorizonOffsets: 131_072,
      eventPartitions: 4,
    });
  });

  it('refuse names that do not exist and values that cannot be', () => {
    expect(settingsSchema.safeParse({ htpp: {} }).success).toBe(false);
    expect(settingsSchema.safeParse({ http: { port: 70_000 } }).success).toBe(false);
    expect(settingsSchema.safeParse({ log: { kafka: { brokers: [] } } }).success).toBe(false);
  });
});

describe('a grain', () => {
  it.each(['1m', '5m', '15m', '1h', '6h', '1d'])('%s divides a day', (grain) => {
    expect(grainSchema.safeParse(grain).success).toBe(true);
  });

  it.each(['7m', '2d', '5h', '0m', '1s', 'm'])('%s does not', (grain) => {
    expect(grainSchema.safeParse(grain).success).toBe(false);
  });
});
