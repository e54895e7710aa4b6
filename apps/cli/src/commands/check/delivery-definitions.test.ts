import { parseDocuments } from '@tidewatch/adapters/yaml';
import { normaliseCatalog } from '@tidewatch/core/catalog/normalise-catalog';
import { describe, expect, test } from 'vitest';

const read = (text: string) => normaliseCatalog(parseDocuments('a.yaml', text).documents);
const problems = (text: string): string[] =>
  read(text).problems.map(({ line, column, message }) => `${line}:${column}: ${message}`);

describe('receivers and routes', () => {
  test('a branch takes from its parent what it leaves out', () => {
    const { catalog } = read(`receiver: desk
log: {}
---
route: ops
receiver: desk
groupWait: 0s
repeatInterval: 1h
muteTimings: [nights]
routes:
  - match: [severity = critical]
    groupBy: ['...']
    escalate: [{ after: 15m, receiver: desk }, { after: 5m, receiver: desk }]
  - match: [severity = critical]
---
muteTiming: nights
zone: Asia/Jakarta
intervals: [{ times: ['22:00-06:00'] }]
`);
    const [root] = catalog?.routes ?? [];
    const [first, second] = root?.routes ?? [];
    expect(root).toMatchObject({ key: 'ops', receiver: 'desk', groupBy: ['alertname'], groupWaitMs: 0 });
    expect(first).toMatchObject({
      key: 'ops/severity="critical"',
      receiver: 'desk',
      groupBy: null,
      repeatIntervalMs: 3_600_000,
      muteTimings: ['nights'],
      escalate: [{ afterMs: 300_000 }, { afterMs: 900_000 }],
    });
    expect(second?.key).not.toBe(first?.key);
  });

  test('secrets cannot be written into a definition', () => {
    expect(problems('receiver: a\nslack: { webhook: https://hooks.example/T/B/x }\n')).toHaveLength(1);
    expect(problems('receiver: a\nwebhook: { url: "https://user:pw@a.example/", secret: whsec_x }\n')).toHaveLength(2);
  });

  test.each([
    ['receiver: a\n', '1:11: a receiver has one of log, slack, email, webhook, alertmanager; here is none'],
    ['receiver: a\nlog: {}\nzone: Mars/X\n', '3:7: "Mars/X" is no time zone; write one as in Asia/Jakarta'],
    ['receiver: desk\nlog: {}\n---\nroute: r\nreceiver: dsk\n', '5:11: unknown receiver "dsk"; did you mean "desk"?'],
    [
      'receiver: desk\nlog: {}\n---\nroute: r\nreceiver: desk\nroutes:\n  - match: [severity]\n',
      '7:13: "severity": a matcher is label = value, with =, !=, =~ or !~',
    ],
    [
      'receiver: desk\nlog: {}\n---\nroute: r\nreceiver: desk\nmatch: ["a =~ (x+)+(?=y)"]\n',
      '6:9: "a =~ (x+)+(?=y)": "(?" is possible only as "(?:" or as (?i) at the start',
    ],
    [
      'receiver: desk\nlog: {}\n---\nroute: r\nreceiver: desk\nrepeatInterval: 1m\n',
      '6:1: repeatInterval must not be shorter than groupInterval',
    ],
    ['muteTiming: m\nzone: UTC\nintervals: [{ dates: [2026-02-30] }]\n', '3:23: there is no date 2026-02-30'],
    ['inhibition: i\nsource: [a]\ntarget: [b = c]\n', '2:10: "a": a matcher is label = value, with =, !=, =~ or !~'],
  ])('%j', (text, wanted) => {
    expect(problems(text)).toEqual([wanted]);
  });

  test('a misspelt key names the nearest one', () => {
    expect(problems('receiver: a\nwebhook: { url: "https://a.example/", secrt: {env: A} }\n')[0]).toContain(
      'did you mean "secret"?',
    );
  });
});
