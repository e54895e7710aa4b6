import { expect, test } from 'vitest';
import { ProcessHealth } from './process-health.ts';

const group = { group: 'processor-1', partitions: 4, reading: 4, lagRecords: 0 };

function startedHealth(unready: readonly string[] = []) {
  const health = new ProcessHealth();
  health.watch({ groups: [group], unready });
  health.enter('up');
  return health;
}

test('while it starts it is alive, not ready, and says what it waits for', () => {
  const health = new ProcessHealth();
  expect(health.readiness()).toEqual({ reasons: ['the process is starting'], groups: [] });
  health.watch({ groups: [], unready: ['the event log has not answered yet'] });
  expect(health.readiness().reasons).toEqual(['the process is starting', 'the event log has not answered yet']);
  expect(health.isAlive).toBe(true);
});

test('it is as ready as the least ready of its roles, and says each reason once', () => {
  const health = startedHealth(['the log']);
  const view = { unready: ['the view'] };
  for (const part of [{ unready: [] }, view, view]) health.add(part);
  expect(health.readiness()).toEqual({ reasons: ['the log', 'the view'], groups: [group] });
  expect(startedHealth().readiness()).toEqual({ reasons: [], groups: [group] });
});

test('told to stop it is alive and not ready, whatever the roles say', () => {
  const health = startedHealth(['the event log has not answered for 12 s']);
  health.enter('stopping');
  health.enter('up');
  expect(health.readiness().reasons).toEqual(['the process is stopping']);
  expect(health.isAlive).toBe(true);
});

test('a role that failed for good needs another start', () => {
  const health = startedHealth();
  health.enter('failed');
  health.enter('stopping');
  expect(health.isAlive).toBe(false);
  expect(health.readiness().reasons).toEqual(['the process has failed and ends']);
});
