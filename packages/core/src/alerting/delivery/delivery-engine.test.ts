import { describe, expect, test } from 'vitest';
import { NotifierError } from '../../ports/notifier.ts';
import { steadyAfterMs } from './dedupe/decide.ts';
import { deliveryFailing } from './notify/failing-receiver.ts';
import {
  away,
  catalogOf,
  DeliveryWorld,
  minuteMs,
  receiverOf,
  routeOf,
  secondMs,
  worldStart,
} from './testing/delivery-world.fixture.ts';

const hourMs = 60 * minuteMs;
const at = (ms: number): number => worldStart + ms;
const summary = ({ arrivals }: DeliveryWorld) =>
  arrivals.map(({ at: when, reason, alerts }) => [
    Math.round((when - worldStart) / secondMs),
    reason,
    alerts.map(([id, state]) => `${id}:${state}`).join(' '),
  ]);

describe('grouping', () => {
  test('what fires within the group wait comes as one message', () => {
    const world = new DeliveryWorld();
    world.fire('a', { alertname: 'high', city: 'Jakarta' });
    world.advance(4 * secondMs);
    world.fire('b', { alertname: 'high', city: 'Medan' });
    world.fire('c', { alertname: 'other' });
    world.advance(30 * secondMs);
    expect(summary(world)).toEqual([
      [10, 'firing', 'a:firing b:firing'],
      [14, 'firing', 'c:firing'],
    ]);
  });

  test('what comes later waits for the group interval and names what still fires', () => {
    const world = new DeliveryWorld();
    world.fire('a', { alertname: 'high', city: 'Jakarta' });
    world.advance(30 * secondMs);
    world.fire('b', { alertname: 'high', city: 'Medan' });
    world.advance(10 * minuteMs);
    expect(summary(world)).toEqual([
      [10, 'firing', 'a:firing'],
      [310, 'firing', 'b:firing a:firing'],
    ]);
  });

  test('the end of everything comes at once, the end of a part with the group interval', () => {
    const world = new DeliveryWorld();
    world.fire('a', { alertname: 'high', city: 'Jakarta' });
    world.fire('b', { alertname: 'high', city: 'Medan' });
    world.advance(20 * secondMs);
    world.resolve('a');
    world.advance(6 * minuteMs);
    world.resolve('b');
    world.advance(2 * secondMs);
    expect(summary(world)).toEqual([
      [10, 'firing', 'a:firing b:firing'],
      [310, 'resolved', 'b:firing a:resolved'],
      [380, 'resolved', 'b:resolved'],
    ]);
  });

  test('what is over before the group wait is told to nobody', () => {
    const world = new DeliveryWorld();
    world.fire('a');
    world.advance(5 * secondMs);
    world.resolve('a');
    world.advance(hourMs);
    expect(world.arrivals).toEqual([]);
  });
});

describe('repeats and owners', () => {
  test('it is repeated every repeat interval until somebody acknowledges', () => {
    const world = new DeliveryWorld(
      catalogOf({ routes: [routeOf('desk', { repeatIntervalMs: hourMs, groupWaitMs: 0 })] }),
    );
    world.fire('a');
    world.advance(150 * minuteMs);
    world.acknowledge('a');
    world.advance(5 * hourMs);
    expect(summary(world)).toEqual([
      [0, 'firing', 'a:firing'],
      [3600, 'repeat', 'a:firing'],
      [7200, 'repeat', 'a:firing'],
    ]);
  });

  test('nobody acknowledges: the steps of the escalation follow at their times, and hear of the end', () => {
    const escalate = [
      { afterMs: 5 * minuteMs, receiver: 'second' },
      { afterMs: 15 * minuteMs, receiver: 'third' },
    ];
    const receivers = ['desk', 'second', 'third'].map((name) => receiverOf(name));
    const world = new DeliveryWorld(catalogOf({ receivers, routes: [routeOf('desk', { escalate, groupWaitMs: 0 })] }));
    world.fire('a');
    world.advance(10 * minuteMs);
    world.acknowledge('a');
    world.advance(20 * minuteMs);
    world.resolve('a');
    world.advance(minuteMs);
    expect(world.arrivals.map(({ receiver, reason }) => `${receiver} ${reason}`)).toEqual([
      'desk firing',
      'second escalation',
      'desk resolved',
      'second resolved',
    ]);
    expect(world.arrivals[1]?.at).toBe(at(5 * minuteMs) + 50);
  });

  test('a message that can be edited shows who has it and the end, without a new call', () => {
    const world = new DeliveryWorld(catalogOf({ routes: [routeOf('desk', { groupWaitMs: 0 })] }), { edits: true });
    world.fire('a');
    world.advance(minuteMs);
    world.acknowledge('a');
    world.advance(minuteMs);
    world.resolve('a');
    world.advance(minuteMs);
    const [first, ...edits] = world.arrivals;
    expect(world.arrivals.map(({ reason }) => reason)).toEqual(['firing', 'changed', 'resolved']);
    expect(edits.map((arrival) => arrival.edits)).toEqual([`at-${first?.id}`, `at-${edits[0]?.id}`]);
  });
});

describe('what holds back', () => {
  test('a silence hides, and what still fires at its end is told then', () => {
    const world = new DeliveryWorld();
    world.silence('s', [{ label: 'alertname', op: '=', value: 'a' }], hourMs);
    world.fire('a');
    world.fire('b');
    world.advance(30 * minuteMs);
    expect(world.arrivals.map(({ alerts }) => alerts[0]?.[0])).toEqual(['b']);
    world.advance(31 * minuteMs);
    expect(world.about('a').map((arrival) => arrival.at)).toEqual([at(hourMs) + 50]);
  });

  test('an alert is not told of while its source fires, and is once that is over', () => {
    const inhibitions = [
      {
        inhibition: 'pipeline',
        source: [{ label: 'alertname', op: '=' as const, value: 'stopped' }],
        target: [{ label: 'kind', op: '=' as const, value: 'metric' }],
        equal: ['region'],
      },
    ];
    const world = new DeliveryWorld(catalogOf({ inhibitions }));
    world.fire('stopped', { alertname: 'stopped', region: 'west' });
    world.fire('hidden', { alertname: 'high', kind: 'metric', region: 'west' });
    world.fire('seen', { alertname: 'low', kind: 'metric', region: 'east' });
    world.advance(hourMs);
    expect([world.about('hidden').length, world.about('seen').length]).toEqual([0, 1]);
    world.resolve('stopped');
    world.advance(minuteMs);
    expect(world.about('hidden')).toHaveLength(1);
  });

  test('nobody is told while a mute timing is in force; what ended in it is said after it', () => {
    const muteTimings = [
      {
        muteTiming: 'lunch',
        zone: 'UTC',
        intervals: [{ times: ['08:30-09:30'], weekdays: [], days: [], months: [], dates: [], except: [] }],
      },
    ];
    const routes = [routeOf('desk', { muteTimings: ['lunch'], groupWaitMs: 0 })];
    const world = new DeliveryWorld(catalogOf({ muteTimings, routes }));
    world.fire('early');
    world.advance(40 * minuteMs);
    world.fire('muted');
    world.advance(minuteMs);
    world.resolve('early');
    world.advance(hourMs);
    expect(summary(world)).toEqual([
      [0, 'firing', 'early:firing'],
      [5400, 'firing', 'muted:firing'],
      [5400, 'resolved', 'early:resolved'],
    ]);
  });
});

describe('flapping', () => {
  test('1,000 crossings in an hour stay within policy: told once as flapping, then the end when it is steady', () => {
    const world = new DeliveryWorld(catalogOf({ routes: [routeOf('desk', { groupWaitMs: 0 })] }));
    for (let crossing = 0; crossing < 1_000; crossing += 1) {
      const flapping = crossing > 5;
      world.fire(`e${crossing}`, { alertname: 'high' }, { flapping });
      world.advance(1_800);
      world.resolve(`e${crossing}`, { flapping });
      world.advance(1_800);
    }
    expect(world.arrivals.length).toBeLessThanOrEqual(4);
    expect(world.arrivals.filter(({ reason }) => reason === 'flapping')).toHaveLength(1);
    world.advance(steadyAfterMs + minuteMs);
    expect(world.arrivals.at(-1)?.reason).toBe('resolved');
    expect(world.arrivals.length).toBeLessThanOrEqual(5);
  });

  test('crossings that nobody marks stay within two messages per group interval', () => {
    const world = new DeliveryWorld(catalogOf({ routes: [routeOf('desk', { groupWaitMs: 0 })] }));
    for (let crossing = 0; crossing < 1_000; crossing += 1) {
      world.fire(`e${crossing}`, { alertname: 'high' });
      world.advance(1_800);
      world.resolve(`e${crossing}`);
      world.advance(1_800);
    }
    expect(world.arrivals.length).toBeLessThanOrEqual(2 * 12 + 2);
  });
});

describe('receivers that fail', () => {
  test('one that is down holds up nobody else, and hears of everything when it is back', () => {
    const receivers = [receiverOf('desk'), receiverOf('broken')];
    const routes = [routeOf('desk', { groupWaitMs: 0 }), routeOf('broken', { groupWaitMs: 0 })];
    const world = new DeliveryWorld(catalogOf({ receivers, routes }));
    const healsAt = at(2 * hourMs);
    world.answer = ({ receiver }, now) => (receiver.receiver === 'broken' && now < healsAt ? away() : null);
    world.fire('a');
    world.advance(hourMs);
    expect(world.arrivals.some(({ receiver, alerts }) => receiver === 'desk' && alerts[0]?.[0] === 'a')).toBe(true);
    world.resolve('a');
    world.fire('b');
    world.advance(hourMs + 2 * minuteMs);
    const broken = world.arrivals.filter(({ receiver }) => receiver === 'broken');
    expect(broken.some(({ alerts }) => alerts.some(([id, state]) => id === 'a' && state === 'resolved'))).toBe(true);
    expect(broken.some(({ alerts }) => alerts.some(([id, state]) => id === 'b' && state === 'firing'))).toBe(true);
    expect(Math.min(...broken.map((arrival) => arrival.at))).toBeLessThanOrEqual(healsAt + minuteMs + 50);
  });

  test('a delivery that keeps failing raises an alert by another receiver, and ends it', () => {
    const receivers = [receiverOf('broken'), receiverOf('other')];
    const world = new DeliveryWorld(catalogOf({ receivers, routes: [routeOf('broken', { groupWaitMs: 0 })] }));
    const healsAt = at(10 * minuteMs);
    world.answer = ({ receiver }, now) => (receiver.receiver === 'broken' && now < healsAt ? away() : null);
    world.fire('a');
    world.advance(5 * minuteMs);
    world.restart();
    world.advance(20 * minuteMs);
    const others = world.arrivals.filter(({ receiver }) => receiver === 'other');
    expect(others.map(({ reason, alerts }) => [reason, alerts[0]?.[0]?.startsWith(deliveryFailing)])).toEqual([
      ['firing', true],
      ['resolved', true],
    ]);
  });

  test('no retry where none makes sense; the group is told again when its repeat is due', () => {
    const receivers = [receiverOf('desk'), receiverOf('other')];
    const world = new DeliveryWorld(
      catalogOf({ receivers, routes: [routeOf('desk', { groupWaitMs: 0, repeatIntervalMs: hourMs })] }),
    );
    let attempts = 0;
    world.answer = ({ receiver }) => {
      if (receiver.receiver !== 'desk') return null;
      attempts += 1;
      return new NotifierError('refused', 'It does not take it.', { retry: false });
    };
    world.fire('a');
    world.advance(30 * minuteMs);
    expect(attempts).toBe(1);
    expect(world.arrivals.map(({ receiver }) => receiver)).toEqual(['other']);
    world.advance(hourMs);
    expect(attempts).toBe(2);
  });

  test('Retry-After is honoured', () => {
    const world = new DeliveryWorld(catalogOf({ routes: [routeOf('desk', { groupWaitMs: 0 })] }));
    const tries: number[] = [];
    world.answer = (_, now) => {
      tries.push(now);
      return tries.length === 1 ? away({ retryAfterMs: 90 * secondMs }) : null;
    };
    world.fire('a');
    world.advance(5 * minuteMs);
    expect((tries[1] ?? 0) - (tries[0] ?? 0)).toBeGreaterThanOrEqual(90 * secondMs);
    expect(tries).toHaveLength(2);
  });

  test('a channel gets no more than its rate limit; what waits is told together', () => {
    const receivers = [receiverOf('desk', { rateLimit: { messages: 5, perMs: hourMs } })];
    const routes = [routeOf('desk', { groupWaitMs: 0, groupIntervalMs: minuteMs })];
    const world = new DeliveryWorld(catalogOf({ receivers, routes }));
    for (let minute = 0; minute < 180; minute += 1) {
      world.fire(`e${minute}`, { alertname: 'high', city: `c${minute}` });
      world.advance(minuteMs);
    }
    expect(world.arrivals.length).toBeLessThanOrEqual(16);
    const told = new Set(world.arrivals.flatMap(({ alerts }) => alerts.map(([id]) => id)));
    expect(told.size).toBeGreaterThan(100);
  });
});
