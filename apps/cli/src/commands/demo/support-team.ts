import type { CaseAct, CaseEvent, CloudEvent, Person } from '@tidewatch/contract';
import { eventKey } from '@tidewatch/core/query/events/event-key';
import { SeededRandom } from '../../simulator/seeded-random.ts';

const minuteMs = 60_000;

/** Nobody real: ids say so, and every screen says that the data is simulated. */
const team: readonly Person[] = ['Dewi', 'Bagus', 'Made', 'Sari', 'Wayan'].map((name) => ({
  id: `simulated-${name.toLowerCase()}`,
  name,
}));
const outcomes = ['called', 'called', 're-ordered', 're-ordered', 'refunded', 'nothing-to-do'];
const comments = [
  'No answer, will call again.',
  'Wants the same order from another pharmacy.',
  'Asked for the refund.',
];

/** Something that a simulated agent does about an event. */
export interface PlannedAct {
  /** Epoch ms. */
  readonly at: number;
  readonly by: Person;
  readonly act: CaseAct;
  readonly request: string;
  readonly event: CaseEvent;
}

/** What the team does about an event, in order of time; equal seeds give equal acts. Nothing for events that nobody looks after. */
export function supportActs({ id, source, type, time }: CloudEvent, seed: number): readonly PlannedAct[] {
  if (type !== 'order.cancelled') return [];
  const timeMs = Date.parse(time);
  const random = new SeededRandom(seed, timeMs, id.length, id.charCodeAt(id.length >> 1), 7);
  // A few are forgotten, and a few wait too long.
  if (random.chance(0.004)) return [];
  const waitMs = random.chance(0.04)
    ? random.between(14, 24) * minuteMs
    : Math.min(14 * minuteMs, (0.5 + random.exponential(4)) * minuteMs);
  const by = random.pick(team);
  const event = { key: eventKey({ time: timeMs, source, id }), source, id, type, time: timeMs };
  const planned = (act: CaseAct, afterMs: number): PlannedAct => ({
    at: Math.floor(timeMs + afterMs),
    by,
    act,
    request: `simulated-${event.key}-${act.act}`.slice(0, 64),
    event,
  });
  const claimed = planned({ act: 'claim' }, waitMs);
  const talkMs = random.between(1, 7) * minuteMs;
  const said = random.chance(0.25)
    ? [planned({ act: 'comment', text: random.pick(comments) }, waitMs + talkMs / 2)]
    : [];
  return [claimed, ...said, planned({ act: 'outcome', outcome: random.pick(outcomes), was: null }, waitMs + talkMs)];
}
