import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openEmbedded } from './open-embedded.ts';

let data = '';
beforeEach(() => {
  data = join(mkdtempSync(join(tmpdir(), 'tidewatch-embedded-')), 'data');
});
afterEach(() => rmSync(join(data, '..'), { recursive: true }));

describe('openEmbedded', () => {
  it('has one owner, leaves one file each for log and store, and can be opened again', async () => {
    const first = await openEmbedded({ data, clock: Date });
    await expect(openEmbedded({ data, clock: Date })).rejects.toMatchObject({ code: 'data_in_use' });
    await first.log.createTopics([{ topic: 'events', partitions: 4, keepDays: 7 }]);
    const append = first.log.append('events', [{ key: 'k', value: 'v' }]);
    await first.close();
    expect([...(await append).values()]).toEqual([0]);
    expect(readdirSync(data).toSorted()).toEqual(['log.sqlite', 'store.sqlite']);
    const second = await openEmbedded({ data, clock: Date });
    expect((await second.log.offsets('events')).map(({ end }) => end).toSorted()).toEqual([0, 0, 0, 1]);
    await second.close();
    await expect(second.store.progress()).rejects.toMatchObject({ code: 'store_unavailable' });
    await expect(second.log.append('events', [{ key: null, value: null }])).rejects.toMatchObject({
      code: 'log_unavailable',
    });
  });
});
