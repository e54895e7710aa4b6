import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Platform } from '../../simulator/create-platform.ts';
import { withDisorder, type Delivery } from '../../simulator/with-disorder.ts';
import { writeRange, type DemoIdentity } from './demo-ledger.ts';
import { appendEvents } from './fill-history.ts';

const tickMs = 200;
const rememberEveryMs = 60_000;

export interface LiveTraffic {
  stop(): Promise<void>;
}

/** Sends the platform's events as they happen, from `from` (epoch ms) on, with a little disorder and a few duplicates. */
export function startLiveTraffic(log: EventLog, platform: Platform, identity: DemoIdentity, from: number): LiveTraffic {
  let made = from;
  let remembered = from;
  let waiting: Delivery[] = [];
  let working: Promise<void> = Promise.resolve();

  const tick = async (): Promise<void> => {
    const now = Date.now();
    waiting.push(
      ...withDisorder(platform.eventsBetween(made, now), { seed: identity.seed, duplicates: 0.01, late: 0.003 }),
    );
    made = now;
    const due = waiting.filter(({ sentAt }) => sentAt <= now);
    waiting = waiting.filter(({ sentAt }) => sentAt > now);
    await appendEvents(
      log,
      due.map(({ event }) => event),
    );
    if (now - remembered < rememberEveryMs) return;
    await writeRange(log, identity, { from: remembered, to: now });
    remembered = now;
  };
  let busy = false;
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
