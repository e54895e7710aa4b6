import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { describe, expect, it } from 'vitest';
import { FaultReports } from './fault-reports.ts';
import { isPassing, lastingError } from './faults.ts';
import { createErrorFromCode } from './internals.ts';
import { pauseMsAfter, persist } from './persist.ts';

const named = (name: string, message = name): Error => Object.assign(new Error(message), { name });
const connectionLost = named('KafkaJSConnectionClosedError', 'Closed connection');

function reporting() {
  const lines: string[] = [];
  const clock = { at: 100_000, now: () => clock.at };
  const reports = new FaultReports(
    { ...noTelemetry, log: (level, message) => void lines.push(`${level}: ${message}`) },
    clock,
    'one:9092',
  );
  return { reports, lines, clock };
}

describe('faults', () => {
  it.each([
    ['NOT_LEADER_FOR_PARTITION', 6, true],
    ['GROUP_COORDINATOR_NOT_AVAILABLE', 15, true],
    ['NOT_ENOUGH_REPLICAS', 19, true],
    ['an unknown server error', -1, true],
    ['TOPIC_AUTHORIZATION_FAILED', 29, false],
    ['INVALID_REPLICATION_FACTOR', 38, false],
    ['POLICY_VIOLATION', 44, false],
  ])('%s (%i) passes: %s', (_name, code, passes) => {
    expect(isPassing(createErrorFromCode(code))).toBe(passes);
  });

  it('are lasting when they are mistakes of the program or of the password', () => {
    expect(isPassing(new TypeError('x'))).toBe(false);
    expect(isPassing(named('KafkaJSSASLAuthenticationError'))).toBe(false);
    expect(lastingError('do it', createErrorFromCode(29))).toMatchObject({ code: 'log_unavailable', retry: false });
  });
});

describe('FaultReports', () => {
  it('say once that the brokers are away, again every 10 s, and when they are back', () => {
    const { reports, lines, clock } = reporting();
    reports.worked('read b');
    for (let second = 0; second < 25; second++, clock.at += 1_000) {
      reports.failed('append to a', connectionLost);
      reports.failed('read b', connectionLost);
    }
    reports.worked('read b');
    reports.worked('read b');
    expect(lines).toEqual([
      'warn: Kafka at one:9092: cannot append to a (Closed connection). Trying again.',
      'warn: Kafka at one:9092: cannot append to a for 10 s (Closed connection). Trying again.',
      'warn: Kafka at one:9092: cannot append to a for 20 s (Closed connection). Trying again.',
      'info: Kafka at one:9092: answers again after 25 s.',
    ]);
  });

  it('guess why a broker hangs up that never answered', () => {
    const { reports, lines } = reporting();
    reports.failed('append to a', connectionLost);
    expect(lines[0]).toContain('Does it want TLS or SASL');
  });

  it('say nothing of an election that is over in a moment', () => {
    const { reports, lines, clock } = reporting();
    reports.failed('read b', createErrorFromCode(6));
    clock.at += 500;
    reports.failed('read b', createErrorFromCode(6));
    reports.worked('read b');
    expect(lines).toEqual([]);
    reports.failed('read b', createErrorFromCode(6));
    clock.at += 3_000;
    reports.failed('read b', createErrorFromCode(6));
    expect(lines).toHaveLength(1);
  });
});

describe('persist', () => {
  it('tries again after passing faults, and not after lasting ones', async () => {
    const { reports } = reporting();
    const context = { signal: new AbortController().signal, reports };
    let attempts = 0;
    const attempt = async (): Promise<string> => {
      if (++attempts < 4) throw connectionLost;
      return 'done';
    };
    expect(await persist('try', attempt, context)).toBe('done');
    expect(attempts).toBe(4);
    await expect(persist('try', () => Promise.reject(createErrorFromCode(31)), context)).rejects.toMatchObject({
      code: 'log_unavailable',
    });
  });

  it('ends when the log is closed', async () => {
    const { reports } = reporting();
    const closing = new AbortController();
    const trying = persist('try', () => Promise.reject(connectionLost), { signal: closing.signal, reports });
    closing.abort();
    await expect(trying).rejects.toMatchObject({ message: 'The log is closed.' });
  });

  it('waits longer after more faults, at most 3 s and never at a fixed time', () => {
    const pauses = Array.from({ length: 200 }, (_, index) => pauseMsAfter(index % 40));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(3_010);
    expect(new Set(pauses.map(Math.round)).size).toBeGreaterThan(50);
    expect(pauseMsAfter(0)).toBeLessThanOrEqual(60);
  });
});
