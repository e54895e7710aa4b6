import type { CaseAnswer, CaseRecord } from '@tidewatch/contract';
import { readWholeTopic } from '@tidewatch/core/definitions/read-topic';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import { fetchJson } from '../../http/fetch-json.ts';
import type { Platform } from '../../simulator/create-platform.ts';
import { supportActs, type PlannedAct } from './support-team.ts';
import type { DemoIdentity } from './demo-ledger.ts';

const tickMs = 2_000;
const rememberEveryMs = 60_000;
/** As far back as the queue of the example catalog reaches. */
const historyMs = 8 * 3_600_000;
const recordsPerAppend = 1_000;

/** Up to when the team's acts are in the log, so that a restart goes on from there. */
interface SupportRecord extends DemoIdentity {
  readonly v: 1;
  readonly kind: 'demo-support';
  readonly through: number;
}

export interface SupportShiftOptions {
  readonly log: EventLog;
  readonly platform: Platform;
  readonly identity: DemoIdentity;
  readonly address: string;
  readonly now: () => number;
}

/** The simulated team at work: what it did before now goes to the log, what it does from now on goes through the doors. */
export async function startSupportShift(options: SupportShiftOptions): Promise<{ stop(): Promise<void> }> {
  const { log, platform, identity, address, now } = options;
  const begun = now();
  const plan = (from: number, to: number): PlannedAct[] =>
    [...platform.eventsBetween(from, to)].flatMap((event) => supportActs(event, identity.seed));
  const through = Math.max(begun - historyMs, await readThrough(log, identity));
  let waiting = plan(begun - historyMs, begun).filter(({ at }) => at > through);
  await append(log, due(waiting, begun));
  waiting = waiting.filter(({ at }) => at > begun);
  await remember(log, identity, begun);
  let planned = begun;
  let remembered = begun;
  let working: Promise<void> = Promise.resolve();
  let busy = false;
  const tick = async (): Promise<void> => {
    const at = now();
    waiting.push(...plan(planned, at));
    planned = at;
    const acts = due(waiting, at);
    waiting = waiting.filter((act) => act.at > at);
    for (const act of acts) await perform(address, act);
    if (at - remembered < rememberEveryMs) return;
    await remember(log, identity, at);
    remembered = at;
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    working = tick().finally(() => (busy = false));
    // A closed log ends the demo through its own failure.
    working.catch(() => {});
  }, tickMs);
  return {
    async stop() {
      clearInterval(timer);
      await working.catch(() => {});
    },
  };
}

function due(acts: readonly PlannedAct[], now: number): readonly PlannedAct[] {
  return acts.filter(({ at }) => at <= now).toSorted((left, right) => left.at - right.at);
}

async function append(log: EventLog, acts: readonly PlannedAct[]): Promise<void> {
  for (let from = 0; from < acts.length; from += recordsPerAppend) {
    const records = acts.slice(from, from + recordsPerAppend).map(({ at, by, act, request, event }) => {
      const record: CaseRecord = { v: 1, kind: 'case', ...act, request, by, at, event };
      return { key: event.key, value: JSON.stringify(record), partition: 0 };
    });
    await log.append('operations', records);
  }
}

/** As a person at a screen would: nobody ends the case of another. What is refused is left. */
async function perform(address: string, { event, act: { act, ...more }, by, request }: PlannedAct): Promise<void> {
  const url = `${address}/v1/cases/${event.key}`;
  try {
    if (act !== 'claim') {
      const known = await fetchJson<CaseAnswer>(url);
      if (known.case?.claim?.by.id !== by.id) return;
    }
    await fetchJson(`${url}/${act}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ request, by, ...more }),
    });
  } catch {
    // Somebody was faster, or the event is not there yet: the team goes on with the next.
  }
}

async function readThrough(log: EventLog, { seed, ratePerSecond }: DemoIdentity): Promise<number> {
  let through = 0;
  for (const { record } of await readWholeTopic(log, 'operations')) {
    const parsed =
      record.value === null ? null : (JSON.parse(Buffer.from(record.value).toString()) as Partial<SupportRecord>);
    if (parsed?.kind !== 'demo-support' || parsed.seed !== seed || parsed.ratePerSecond !== ratePerSecond) continue;
    through = Math.max(through, parsed.through ?? 0);
  }
  return through;
}

async function remember(log: EventLog, { seed, ratePerSecond }: DemoIdentity, through: number): Promise<void> {
  const record: SupportRecord = { v: 1, kind: 'demo-support', seed, ratePerSecond, through };
  await log.append('operations', [{ key: null, value: JSON.stringify(record), partition: 0 }]);
}
