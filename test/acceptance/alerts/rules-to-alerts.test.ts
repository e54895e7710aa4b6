import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AlertDetail, AlertItem, AlertsAnswer, BacktestAnswer } from '@tidewatch/contract/alerts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runVerb, startTidewatch, type RunningTidewatch } from '../../support/run-tidewatch.ts';
import { waitUntil } from '../../support/wait-until.ts';

const stepMs = 30_000;
const testMs = 120_000;
/** A crossing is evaluated this long after its event was accepted; the median of a few, since other work may hold one up. */
const evaluatedWithinMs = 1_000;

const catalog = `event: balance.moved
data: {city: {type: string, dimension: true}, amount: {type: number}}
---
metric: balance
from: [balance.moved]
by: [city]
measure: sum
field: event.data.amount
good: down
---
rule: too_high
metric: balance
by: [city]
over: 10m
when: value > 10
clear: value < 5
for: 2s
severity: critical
labels: {team: ops}
---
rule: at_once
metric: balance
by: [city]
over: 10m
when: value > 100
`;

let folder: string;
let running: RunningTidewatch;
const start = () => startTidewatch({ args: ['--data', folder, '--catalog', join(folder, 'catalog'), '--port', '0'] });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alerts-'));
  await mkdir(join(folder, 'catalog'));
  await writeFile(join(folder, 'catalog', 'all.yaml'), catalog);
  running = await start();
});
afterAll(async () => {
  running.kill('SIGTERM');
  await running.ended();
  await rm(folder, { recursive: true, force: true });
});

/** Moves a city's balance. Resolves with the time when it was accepted. */
async function move(city: string, amount: number): Promise<number> {
  const event = {
    specversion: '1.0',
    id: randomUUID(),
    source: 'test',
    type: 'balance.moved',
    subject: city,
    time: new Date().toISOString(),
    data: { city, amount },
  };
  const answer = await fetch(`${running.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify(event),
  });
  expect(await answer.json()).toMatchObject({ accepted: 1 });
  return Date.now();
}

async function alerts(query: string): Promise<AlertsAnswer> {
  return (await (await fetch(`${running.url}/v1/alerts?${query}`)).json()) as AlertsAnswer;
}

/** Waits until the newest alert of a rule and city is in a state. */
function becomes(city: string, state: AlertItem['state'], rule = 'too_high'): Promise<AlertItem> {
  return waitUntil(
    `${rule} of ${city} is ${state}`,
    async () => {
      const { alerts: found } = await alerts(`rule=${rule}&label=city:${city}`);
      return found.toSorted((one, other) => other.activeSince - one.activeSince).find((alert) => alert.state === state);
    },
    stepMs,
  );
}

const timelineOf = async (id: string): Promise<readonly string[]> => {
  const { timeline } = (await (await fetch(`${running.url}/v1/alerts/${id}`)).json()) as AlertDetail;
  return timeline.map((entry) => (entry.kind === 'transition' ? `${entry.from} → ${entry.to}` : entry.kind));
};

test('pending → firing after `for`, no sooner → resolved by `clear`, not by less', { timeout: testMs }, async () => {
  await move('Medan', 11);
  const pending = await becomes('Medan', 'pending');
  const firing = await becomes('Medan', 'firing');
  expect(firing.id).toBe(pending.id);
  expect((firing.firingSince ?? 0) - firing.activeSince).toBeGreaterThanOrEqual(2_000);
  expect(firing.labels).toEqual({ alertname: 'too_high', severity: 'critical', team: 'ops', city: 'Medan' });
  // Between `clear` and `when` nothing changes: that it was seen shows another city's crossing after it.
  await move('Medan', -5);
  await move('Bandung', 150);
  await becomes('Bandung', 'firing', 'at_once');
  expect((await becomes('Medan', 'firing')).id).toBe(firing.id);
  await move('Medan', -5);
  const resolved = await becomes('Medan', 'resolved');
  expect(resolved).toMatchObject({ id: firing.id, peak: { value: 11 } });
  expect(await timelineOf(firing.id)).toEqual(['inactive → pending', 'pending → firing', 'firing → resolved']);
});

test(
  'pending → inactive: what does not last for as long as `for` is nobody’s business',
  { timeout: testMs },
  async () => {
    await move('Jakarta', 11);
    const pending = await becomes('Jakarta', 'pending');
    await move('Jakarta', -10);
    await waitUntil(
      'the alert of Jakarta is gone',
      async () => (await fetch(`${running.url}/v1/alerts/${pending.id}`)).status === 404,
      stepMs,
    );
  },
);

test(
  'a rule with `for: 0` fires within a second of the event, and anew after its end',
  { timeout: testMs },
  async () => {
    const latencies: number[] = [];
    const ids = new Set<string>();
    for (let round = 0; round < 5; round++) {
      const acceptedAt = await move('Surabaya', 150);
      const firing = await becomes('Surabaya', 'firing', 'at_once');
      latencies.push(firing.activeSince - acceptedAt);
      ids.add(firing.id);
      await move('Surabaya', -150);
      await waitUntil(
        'it has ended',
        async () => (await alerts('rule=at_once&label=city:Surabaya&state=firing')).alerts.length === 0,
        stepMs,
      );
    }
    expect(ids.size).toBe(5);
    expect(latencies.toSorted((one, other) => one - other)[2]).toBeLessThan(evaluatedWithinMs);
    const [newest] = (await alerts('rule=at_once&label=city:Surabaya')).alerts;
    expect(newest?.flapping).toBe(true);
  },
);

test('killed while alerts fire: none is lost, none is repeated', { timeout: testMs }, async () => {
  const cities = Array.from({ length: 20 }, (_, index) => `city-${index}`);
  for (const city of cities) await move(city, 200);
  for (const city of cities) await becomes(city, 'firing', 'at_once');
  const before = (await alerts('rule=at_once&state=firing&limit=100')).alerts.map(({ id }) => id).toSorted();
  running.kill('SIGKILL');
  await running.ended();
  running = await start();
  // A new crossing shows that rules are evaluated again.
  await move('Ambon', 200);
  await becomes('Ambon', 'firing', 'at_once');
  const after = (await alerts('rule=at_once&state=firing&limit=100')).alerts;
  expect(
    after
      .filter(({ group }) => group['city'] !== 'Ambon')
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(before);
  for (const id of before.slice(0, 3)) expect(await timelineOf(id)).toEqual(['inactive → firing']);
  await move('city-7', -200);
  expect(before).toContain((await becomes('city-7', 'resolved', 'at_once')).id);
});

test('a replay finds the alerts that there were, across the kill', { timeout: testMs }, async () => {
  const env = { TIDEWATCH_PORT: new URL(running.url).port };
  const words = ['rules', 'backtest', 'at_once', '--replay', '--from', 'now-1h', '--format', 'json'];
  const { code, output } = await runVerb(words, env);
  expect(code).toBe(0);
  const { source, episodes, onlyLive } = JSON.parse(output) as BacktestAnswer;
  expect(source).toBe('replay');
  const recorded = (await alerts('rule=at_once&limit=100')).alerts
    // Of one that comes and goes within a second, two who look four times in it may see different things.
    .filter(({ group }) => group['city'] !== 'Surabaya')
    .map(({ id }) => id);
  expect(recorded.length).toBeGreaterThan(20);
  expect(episodes.flatMap((episode) => episode.recorded ?? [])).toEqual(expect.arrayContaining(recorded));
  expect(onlyLive.filter(({ group }) => group['city'] !== 'Surabaya')).toEqual([]);
});

test('the shell: list, take over, and when it would have fired', { timeout: testMs }, async () => {
  const env = { TIDEWATCH_PORT: new URL(running.url).port };
  const listed = await runVerb(['alerts', 'list', '--rule', 'at_once', '--label', 'city:Ambon'], env);
  expect(listed.output).toMatch(/^[0-9a-f]{24} {2}firing/m);
  const id = listed.output.slice(0, 24);
  const acknowledged = await runVerb(['alerts', 'ack', id, '--by', 'Rina', '--comment', 'on it'], env);
  expect(acknowledged.output).toContain('Rina has it');
  expect(await timelineOf(id)).toEqual(['inactive → firing', 'acknowledged', 'comment']);
  const silenced = await runVerb(['alerts', 'silence', '--matcher', 'city=Ambon', '--for', '1h'], env);
  expect(silenced).toMatchObject({ code: 0, errors: '', output: expect.stringMatching(/ hides [1-9]\d* open alert/) });
  expect((await runVerb(['alerts', 'silences'], env)).output).toContain('city="Ambon"');
  const ended = await runVerb(['alerts', 'silence', '--end', silenced.output.split(' ')[0] ?? ''], env);
  expect(ended).toMatchObject({ code: 0, errors: '', output: expect.stringContaining('has ended') });
  await waitUntil(
    'the minute in which it began is over',
    async () => {
      const { output } = await runVerb(['rules', 'backtest', 'at_once', '--from', 'now-1h', '--format', 'json'], env);
      return (JSON.parse(output) as BacktestAnswer).fires > 0;
    },
    90_000,
  );
  const tried = await runVerb(['rules', 'backtest', 'at_once', '--from', 'now-1h', '--when', 'value > 100000'], env);
  expect(tried).toMatchObject({ code: 0, errors: '', output: expect.stringContaining('0 times') });
});
