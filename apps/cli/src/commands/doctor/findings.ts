import { existsSync } from 'node:fs';
import { openLogAndStore, type OpenedPorts } from '@tidewatch/adapters/registry';
import { TidewatchError, type PartitionStatus, type PipelineAnswer, type Settings } from '@tidewatch/contract';
import { inputTopics, rollupsPartitions } from '@tidewatch/core/definitions/topics';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { MetricStore } from '@tidewatch/core/ports/metric-store';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { catalogSummary, checkCatalog } from '../check/check-catalog.ts';

export interface Finding {
  readonly level: 'ok' | 'warning' | 'problem';
  readonly what: string;
}

const hourMs = 3_600_000;
const staleMs = 60_000;
const answerMsMax = 8_000;

export async function checkCatalogFolder(folder: string): Promise<readonly Finding[]> {
  const checked = await checkCatalog(folder).catch((error: Error) => error.message);
  if (typeof checked === 'string') return [{ level: 'problem', what: checked }];
  const { catalog, problems } = checked;
  if (catalog !== null) return [{ level: 'ok', what: `catalog ${folder}: ${catalogSummary(catalog)}` }];
  return problems.map(({ file, line, column, message }) => ({
    level: 'problem',
    what: `catalog ${file}:${line}:${column}: ${message}`,
  }));
}

/** What the running server says of itself. */
export function checkServer(pipeline: PipelineAnswer, url: string): readonly Finding[] {
  const findings: Finding[] = [
    { level: 'ok', what: `server ${url}: ${pipeline.state}, generation ${pipeline.generation ?? 'none yet'}` },
  ];
  if (pipeline.history === 'unavailable')
    findings.push({ level: 'problem', what: 'server: the metric store does not answer, history is unavailable' });
  if (pipeline.indexer !== null && pipeline.indexer.quarantined > 0) {
    findings.push({
      level: 'problem',
      what: `server: the metric store refused ${pipeline.indexer.quarantined} documents for good`,
    });
  }
  for (const partition of pipeline.partitions) findings.push(...checkPartition(partition, pipeline.now));
  // A gap is told with its partition.
  const otherReports = pipeline.reports.flatMap(({ code, text }) => (code === 'gap' ? [] : [text]));
  return [
    ...findings,
    ...[...pipeline.notices, ...otherReports].map((what): Finding => ({
      level: 'warning',
      what: `server: ${what}`,
    })),
  ];
}

function checkPartition(partition: PartitionStatus, now: number): readonly Finding[] {
  const { topic, gap, deadLetters, asOf, lagRecords } = partition;
  const name = `${topic}/${partition.partition}`;
  const findings: Finding[] = [];
  if (gap !== null)
    findings.push({
      level: 'problem',
      what: `${name}: the log had lost offsets ${gap.from} to ${gap.below - 1} before they were folded`,
    });
  if (now - asOf > staleMs)
    findings.push({
      level: 'problem',
      what: `${name}: complete only up to ${new Date(asOf).toISOString()}, ${lagRecords} records behind; does a processor run?`,
    });
  if (deadLetters > 0)
    findings.push({
      level: 'warning',
      what: `${name}: ${deadLetters} dead letters in the open slice; tidewatch dead-letters list shows them`,
    });
  return findings;
}

/** The log with its topics, and the store. Embedded ones of a running server are left alone: they have one owner. */
export async function checkLogAndStore(settings: Settings, running: boolean): Promise<readonly Finding[]> {
  const embedded = 'embedded' in settings.log;
  if (embedded && running) return [{ level: 'ok', what: 'log: embedded, owned by the running server' }];
  if (embedded && !existsSync(settings.data))
    return [{ level: 'ok', what: `log: embedded, nothing written yet in ${settings.data}` }];
  const { catalog } = await checkCatalog(settings.catalog).catch(() => ({ catalog: null }));
  const topics = catalog === null ? ['events'] : inputTopics(catalog);
  let ports = null as OpenedPorts | null;
  const checkLog = async (): Promise<readonly Finding[]> => {
    ports = await openLogAndStore(settings, { telemetry: noTelemetry });
    const { log } = ports;
    return (await Promise.all([...topics.map((topic) => checkTopic(log, topic)), checkRollups(log)])).flat();
  };
  const ofLog = await orProblem('log', checkLog());
  if (ports === null) return ofLog;
  try {
    return [...ofLog, ...(await orProblem('store', checkStore(ports.store)))];
  } finally {
    await ports.close();
  }
}

async function checkStore(store: MetricStore): Promise<readonly Finding[]> {
  await store.progress();
  return [{ level: 'ok', what: 'store: answers' }];
}

/** What a check found; where it fails or does not end in time, that is what was found. */
async function orProblem(name: string, check: Promise<readonly Finding[]>): Promise<readonly Finding[]> {
  try {
    return await withinTime(check);
  } catch (error) {
    const reason = error instanceof TidewatchError ? `${error.message} (${error.code})` : 'it does not answer';
    return [{ level: 'problem', what: `${name}: ${reason}` }];
  }
}

async function checkTopic(log: EventLog, topic: string): Promise<readonly Finding[]> {
  const info = await log.describeTopic(topic);
  if (info === null)
    return [{ level: topic === 'events' ? 'ok' : 'problem', what: `topic ${topic}: does not exist yet` }];
  const findings: Finding[] = [{ level: 'ok', what: `topic ${topic}: ${info.partitions} partitions` }];
  if (info.cleanupPolicy !== 'delete')
    findings.push({
      level: 'problem',
      what: `topic ${topic}: cleanup.policy is ${info.cleanupPolicy}; exact counts need delete`,
    });
  if (info.retentionMs !== null && info.retentionMs < 26 * hourMs)
    findings.push({ level: 'problem', what: `topic ${topic}: keeps records for less than 26 hours` });
  if (!info.logAppendTime)
    findings.push({
      level: 'warning',
      what: `topic ${topic}: has the producers’ timestamps, so slices are not cut by the hour and a take-over may read more`,
    });
  return findings;
}

async function checkRollups(log: EventLog): Promise<readonly Finding[]> {
  const info = await log.describeTopic('rollups');
  if (info === null || info.partitions === rollupsPartitions) return [];
  return [
    { level: 'problem', what: `topic rollups: has ${info.partitions} partitions and must have ${rollupsPartitions}` },
  ];
}

async function withinTime<Answer>(work: Promise<Answer>): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new TidewatchError('unavailable', `No answer within ${answerMsMax / 1000} s.`)),
      answerMsMax,
    );
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
