import { describe, expect, it } from 'vitest';
import { formatMinute, formatSecondWithZone, formatWeekday } from './format-time.ts';
import { createServerClock } from './server-clock.ts';
import { startOfDay } from './zones.ts';

describe('server clock', () => {
  const setUp = (wall = 0) => {
    let monotonic = 100;
    const clock = createServerClock(
      () => monotonic,
      () => wall,
    );
    return { clock, pass: (ms: number) => (monotonic += ms) };
  };

  it('is the browser time until the server was heard', () => {
    expect(setUp(5_000).clock.now()).toBe(5_000);
  });

  it('does not care how wrong the browser is', () => {
    const { clock, pass } = setUp(3_600_000);
    clock.observe(1_000_000);
    pass(250);
    expect(clock.now()).toBe(1_000_250);
  });

  it('believes the message that was under way the shortest', () => {
    const { clock, pass } = setUp();
    clock.observe(10_000);
    pass(1_000);
    clock.observe(10_700);
    expect(clock.now()).toBe(11_000);
  });

  it('forgets: a server whose clock is set back is followed within a minute', () => {
    const { clock, pass } = setUp();
    clock.observe(1_000_000);
    for (let half = 0; half < 3; half += 1) {
      pass(31_000);
      clock.observe(500_000 + half * 31_000);
    }
    expect(clock.now()).toBe(562_000);
  });
});

describe('zones', () => {
  const at = Date.UTC(2026, 10, 20, 18, 5, 9);

  it.each([
    ['Asia/Jakarta', Date.UTC(2026, 10, 20, 17)],
    ['Asia/Jayapura', Date.UTC(2026, 10, 20, 15)],
    ['UTC', Date.UTC(2026, 10, 20)],
  ])('begins the day of %s', (zone, start) => {
    expect(startOfDay(at, zone)).toBe(start);
  });

  it('counts days by the calendar, also where one has 23 or 25 hours', () => {
    const afterChange = Date.UTC(2026, 2, 30, 12);
    expect(startOfDay(afterChange, 'Europe/Berlin', -7)).toBe(Date.UTC(2026, 2, 22, 23));
    expect(startOfDay(Date.UTC(2026, 9, 25, 12), 'Europe/Berlin', 1)).toBe(Date.UTC(2026, 9, 25, 23));
  });

  it('shows a time with its zone', () => {
    expect(formatSecondWithZone(at, 'Asia/Jakarta')).toBe('01:05:09 WIB');
    expect(formatSecondWithZone(at, 'Asia/Makassar')).toBe('02:05:09 WITA');
    expect(formatMinute(at, 'UTC')).toBe('18:05');
    expect(formatWeekday(at, 'Asia/Jakarta', 'id')).toBe('Sab');
  });
});
