import { expect, test } from 'vitest';
import { createTelemetry } from './create-telemetry.ts';

test('numbers are served in the text format under the names of this project', async () => {
  const telemetry = createTelemetry({ level: 'silent' });
  telemetry.count('ingested_events', 3);
  telemetry.count('ingested_events', 2);
  telemetry.gauge('store_blocked', 1, { reason: 'disk' });
  telemetry.observe('http_request_seconds', 0.02, { door: '/v1/events' });
  const { contentType, text } = await telemetry.metrics();
  expect(contentType).toContain('text/plain');
  expect(text).toContain('# HELP tidewatch_ingested_events_total Events that POST /v1/events took.');
  expect(text).toContain('tidewatch_ingested_events_total 5');
  expect(text).toContain('tidewatch_store_blocked{reason="disk"} 1');
  expect(text).toContain('tidewatch_http_request_seconds_bucket{le="0.05",door="/v1/events"} 1');
});

test('labels that a name was not begun with do not stop the caller', async () => {
  const telemetry = createTelemetry({ level: 'silent' });
  telemetry.count('live_view_faults', 1, { what: 'boot' });
  telemetry.count('live_view_faults', 1);
  telemetry.count('live_view_faults', 1, { what: 'boot', more: 'x' });
  const { text } = await telemetry.metrics();
  expect(text).toContain('tidewatch_live_view_faults_total{what="boot"} 2');
  expect(text).toContain('tidewatch_live_view_faults_total{what=""} 1');
});

test('label values without end do not fill the memory', async () => {
  const telemetry = createTelemetry({ level: 'silent' });
  for (let index = 0; index < 5_000; index++) telemetry.count('rejected_events', 1, { code: `c${index}` });
  const { text } = await telemetry.metrics();
  expect(text.match(/tidewatch_rejected_events_total\{/g)).toHaveLength(1_000);
});

test('log lines are JSON with level and time, below the level nothing', () => {
  const lines: string[] = [];
  const telemetry = createTelemetry({ level: 'warn', write: (line) => lines.push(line) });
  telemetry.log('info', 'not told');
  telemetry.log('warn', 'told', { topic: 'events' });
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    { level: 'warn', time: expect.any(String), topic: 'events', msg: 'told' },
  ]);
});
