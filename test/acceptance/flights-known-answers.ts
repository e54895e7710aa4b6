import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { SeriesAnswer } from '@tidewatch/contract';
import { expect } from 'vitest';
import { runVerb } from '../support/run-tidewatch.ts';
import { waitUntil } from '../support/wait-until.ts';

const example = new URL('../../infra/examples/flights/', import.meta.url);
const fixture = new URL('fixtures/flights-2013-01.csv.gz', import.meta.url);

export const flightsCatalog = fileURLToPath(new URL('catalog', example));
export const flightsMap = fileURLToPath(new URL('flights.map.yaml', example));

const january = ['--from', '2013-01-01T00:00:00Z', '--to', '2013-02-02T00:00:00Z', '--step', '1d'] as const;
const countedMsMax = 60_000;

/** Carriers, airports and days of the flights that never left, as the publisher of the data counts them. */
const cancelled = {
  carrier: { EV: 182, '9E': 75, MQ: 65, AA: 59, US: 47, UA: 32, DL: 29, WN: 11, B6: 9, YV: 7, FL: 4, VX: 1 },
  origin: { EWR: 238, LGA: 183, JFK: 100 },
};
const worstDays: readonly (readonly [string, number])[] = [
  ['2013-01-31', 99],
  ['2013-01-30', 76],
  ['2013-01-28', 50],
  ['2013-01-16', 42],
];

/** Writes the real CSV file into a folder and answers its path. */
export async function flightsFile(folder: string): Promise<string> {
  const path = join(folder, 'flights-2013-01.csv');
  await writeFile(path, gunzipSync(await readFile(fixture)));
  return path;
}

/** `tidewatch query … --format json` against a running Tidewatch. */
export async function queryJanuary(url: string, metric: string, ...options: string[]): Promise<SeriesAnswer> {
  const { code, output, errors } = await runVerb([
    'query',
    metric,
    ...january,
    ...options,
    '--format',
    'json',
    '--url',
    url,
  ]);
  if (code !== 0) throw new Error(`query ${metric} ended with ${code}: ${errors}`);
  return JSON.parse(output) as SeriesAnswer;
}

async function totalsBy(url: string, metric: string, dimension: string): Promise<Record<string, number | null>> {
  const { series } = await queryJanuary(url, metric, '--by', dimension, '--limit', '1000');
  return Object.fromEntries(series.map(({ group, total }) => [group[dimension]!, total]));
}

/** Waits until every flight is counted, then compares all that is known about the data. */
export async function expectKnownAnswers(url: string): Promise<void> {
  await waitUntil(
    'all flights are counted',
    async () => {
      const { series, history } = await queryJanuary(url, 'flights');
      return history === 'available' && (series[0]?.total ?? 0) >= 27_004;
    },
    countedMsMax,
  );
  const totals = await Promise.all(
    ['flights', 'flight_cancellations', 'dep_delay'].map((metric) => queryJanuary(url, metric)),
  );
  expect(totals.map(({ series }) => series[0]?.total)).toEqual([27_004, 521, 265_801]);
  const rate = await queryJanuary(url, 'flight_cancellation_rate');
  expect(rate.series[0]?.total).toBeCloseTo(521 / 27_004, 12);
  const cancelledByCarrier = await totalsBy(url, 'flight_cancellations', 'carrier');
  // A carrier that flew without a cancellation has no cell here, or a zero.
  expect(Object.fromEntries(Object.entries(cancelledByCarrier).filter(([, total]) => total !== 0))).toEqual(
    cancelled.carrier,
  );
  expect(await totalsBy(url, 'flight_cancellations', 'origin')).toEqual(cancelled.origin);
  const destinations = await totalsBy(url, 'flights', 'dest');
  expect(Object.keys(destinations)).toHaveLength(94);
  expect(Object.values(destinations).reduce<number>((sum, total) => sum + (total ?? 0), 0)).toBe(27_004);
  const days = totals[1]!.series[0]!.points.map(
    ([time, value]) => [new Date(time).toISOString().slice(0, 10), value ?? 0] as const,
  );
  expect(days.toSorted(([, left], [, right]) => right - left).slice(0, 4)).toEqual(worstDays);
  expect(days.reduce((sum, [, value]) => sum + value, 0)).toBe(521);
}

/** Everything that a second ingest must leave as it is. */
export async function everyCell(url: string): Promise<readonly unknown[]> {
  const metrics = ['flights', 'flight_cancellations', 'dep_delay'];
  const answers = await Promise.all(
    metrics.map((metric) =>
      queryJanuary(url, metric, '--by', 'carrier', '--by', 'origin', '--limit', '1000', '--order', 'group'),
    ),
  );
  return answers.map(({ series }) => series);
}

/** `tidewatch ingest` of a flights file. */
export function ingestFlights(url: string, file: string, ...options: string[]) {
  return runVerb(['ingest', file, '--map', flightsMap, '--to', url, ...options]);
}

/** Waits until every flight that was sent a second time was read and found to be a duplicate. */
export async function secondSendingKnown(url: string): Promise<void> {
  const duplicates = [
    'query',
    'tidewatch_duplicates',
    '--from',
    'now-2h',
    '--step',
    '1h',
    '--format',
    'json',
    '--url',
    url,
  ];
  await waitUntil(
    'the second sending is known as duplicates',
    async () => {
      const { output } = await runVerb(duplicates);
      return (JSON.parse(output) as SeriesAnswer).series[0]?.total === 27_004;
    },
    countedMsMax,
  );
}
