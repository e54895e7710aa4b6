import type { EpisodeEntry } from '@tidewatch/contract/alerts';
import type { Route } from '@tidewatch/contract/catalog/delivery';
import type { NotificationItem } from '@tidewatch/contract/operations/notifications';
import { describe, expect, it } from 'vitest';
import { alertTexts } from '../../shared/alerts/model/alert-texts.ts';
import { alertItem } from '../../shared/alerts/model/alert.fixture.ts';
import { canRoll, episodeRange, episodeStep } from './detail/chart/episode-range.ts';
import { rollingPoints } from './detail/chart/rolling-view.ts';
import { nextEscalation } from './detail/head/next-escalation.ts';
import { timelineLines } from './detail/timeline/timeline-lines.ts';
import { filterChoices, sectionsOf } from './list/alerts-filter.ts';
import { alertsTexts } from './messages.ts';

const dayMs = 86_400_000;
const all = { severity: null, owner: null, rule: null, label: null };

const notification = (change: Partial<NotificationItem>): NotificationItem => ({
  id: 'n1',
  receiver: 'slack-ops',
  reason: 'firing',
  route: 'root',
  group: {},
  step: 0,
  alerts: [{ id: 'a1', rule: 'many_cancellations', state: 'firing' }],
  status: 'sent',
  attempts: 1,
  queuedAt: 30,
  at: 31,
  providerId: 'C1/17',
  fault: null,
  why: null,
  nextTryAt: null,
  perhapsRepeated: false,
  ...change,
});

describe('the list', () => {
  const alerts = [
    alertItem({ id: 'fires' }),
    alertItem({ id: 'has', acknowledged: { by: 'Rina', at: 1 }, owner: 'labs', labels: { team: 'a:b' } }),
    alertItem({ id: 'waits', state: 'pending', severity: 'info', rule: 'other' }),
    alertItem({ id: 'earlier', state: 'resolved', severity: 'critical', resolvedAt: dayMs - 1 }),
    alertItem({ id: 'new', state: 'resolved', resolvedAt: dayMs }),
    alertItem({ id: 'old', state: 'resolved', resolvedAt: 999 }),
  ];
  const ids = (filter: Partial<typeof all> | Record<string, string>) =>
    sectionsOf(alerts, { ...all, ...filter }, dayMs + 1_000).map(({ standing, alerts: some }) => [
      standing,
      ...some.map(({ id }) => id),
    ]);

  it('has what fires on top and resolved ones of the last day only, the newest first', () => {
    expect(ids({})).toEqual([
      ['firing', 'fires'],
      ['acknowledged', 'has'],
      ['pending', 'waits'],
      ['resolved', 'new', 'earlier'],
    ]);
  });

  it('is narrowed by severity, owner, rule and label', () => {
    expect(ids({ severity: 'info' })).toEqual([['pending', 'waits']]);
    expect(ids({ owner: 'labs' })).toEqual([['acknowledged', 'has']]);
    expect(ids({ rule: 'other' })).toEqual([['pending', 'waits']]);
    expect(ids({ label: 'team:a:b' })).toEqual([['acknowledged', 'has']]);
    expect(ids({ owner: 'nobody' })).toEqual([]);
  });

  it('offers what occurs, and what is chosen though it does not', () => {
    const choices = filterChoices(alerts, { ...all, owner: 'gone' });
    expect(choices.owner).toEqual(['gone', 'labs', 'ops']);
    expect(choices.label).toEqual(['team:a:b', 'team:pharmacy']);
  });
});

describe('the timeline', () => {
  const evidence = { value: 21, count: 21, previous: null, baseline: null, target: null, data: 'ok' } as const;
  const entries: EpisodeEntry[] = [
    { kind: 'transition', at: 10, from: 'inactive', to: 'pending', cause: 'crossed', evidence },
    { kind: 'transition', at: 20, from: 'pending', to: 'firing', cause: 'held', evidence },
    { kind: 'acknowledged', at: 40, by: 'Rina\u202e', via: 'slack' },
    { kind: 'assigned', at: 41, by: 'Rina', assignee: 'Rina' },
    { kind: 'assigned', at: 42, by: 'Rina', assignee: null },
    { kind: 'comment', at: 50, by: 'Dimas', text: 'two\nlines <b>' },
  ];
  const speech = {
    text: alertsTexts.en.timeline,
    common: alertTexts.en,
    language: 'en',
    zone: 'Asia/Jakarta',
  } as const;
  const failing = notification({
    id: 'n2',
    receiver: 'mail',
    status: 'failed',
    attempts: 3,
    at: 35,
    fault: 'timed-out',
    nextTryAt: 60_000,
    providerId: null,
  });
  const lines = timelineLines(alertItem(), entries, [failing, notification({ perhapsRepeated: true })], speech);

  it('has transitions, deliveries and what people did in order of time', () => {
    expect(lines.map(({ title }) => title)).toEqual([
      'Pending',
      'Firing',
      'slack-ops: sent',
      'mail: failed',
      'Rina acknowledged by slack',
      'Rina took it',
      'Rina gave it back',
      'Dimas',
    ]);
  });

  it('says of a delivery whether it may be a repeat, or why it failed and when it is tried again', () => {
    expect(lines[2]?.lines).toEqual(['fires', 'may have arrived twice']);
    expect(lines[3]).toMatchObject({ tone: 'bad', lines: ['fires', 'no answer in time, try 3, next try 07:01:00'] });
  });

  it('keeps what was written as it was written', () => {
    expect(lines.at(-1)?.quote).toBe('two\nlines <b>');
  });
});

describe('who is told next', () => {
  const route = (key: string, afters: readonly number[], routes: readonly Route[] = []): Route => ({
    key,
    matchers: [],
    receiver: 'slack-ops',
    groupBy: null,
    groupWaitMs: 0,
    groupIntervalMs: 0,
    repeatIntervalMs: 0,
    muteTimings: [],
    escalate: afters.map((afterMs) => ({ afterMs, receiver: `after-${afterMs}` })),
    continue: false,
    fallback: false,
    routes,
  });
  const routes = [route('root', [1], [route('root/pharmacy', [600_000, 1_200_000])])];
  const told = [notification({ route: 'root/pharmacy' })];

  it('is the next step of the route that told somebody', () => {
    expect(nextEscalation(alertItem(), told, routes, 1_060_000)).toEqual({ receiver: 'after-600000', at: 1_660_000 });
    expect(nextEscalation(alertItem(), told, routes, 1_700_000)?.receiver).toBe('after-1200000');
  });

  it('is nobody once somebody acknowledged, and when the steps are over', () => {
    const acknowledged = { by: 'Rina', at: 1 };
    expect(nextEscalation(alertItem({ acknowledged }), told, routes, 0)).toBeNull();
    expect(nextEscalation(alertItem(), told, routes, 9_000_000)).toBeNull();
    expect(nextEscalation(alertItem(), [], routes, 0)).toBeNull();
  });
});

describe('the chart of an episode', () => {
  it('shows at each cell what the rule saw: the window that ends there', () => {
    const cells = [null, 3, null, 4, 5, 0, 0, 0].map((value, index) => [index, value] as const);
    expect(rollingPoints(cells, 3).map(([, value]) => value)).toEqual([null, 3, 3, 7, 9, 9, 5, 0]);
  });

  it('rolls what adds up, and not too many cells', () => {
    const range = { fromMs: 0, toMs: 6 * 3_600_000 };
    const metric = { measure: 'count', formula: null, grain: '1m' } as const;
    expect(canRoll(metric, 30 * 60_000, range)).toBe(true);
    expect(canRoll({ ...metric, measure: 'distinct' }, 30 * 60_000, range)).toBe(false);
    expect(canRoll({ ...metric, formula: 'a / b' }, 30 * 60_000, range)).toBe(false);
    expect(canRoll(metric, 30 * 60_000, { fromMs: 0, toMs: 48 * 3_600_000 })).toBe(false);
  });

  it('begins well before it and goes on with the present while it does', () => {
    const range = episodeRange(alertItem({ activeSince: dayMs }), dayMs + 600_000);
    expect(range).toMatchObject({ live: true, to: 'now', fromMs: dayMs - 3 * 3_600_000, toMs: dayMs + 600_000 });
  });

  it('ends after it, and stands still', () => {
    const range = episodeRange(alertItem({ activeSince: dayMs, resolvedAt: dayMs + 600_000 }), 3 * dayMs);
    expect(range).toMatchObject({ live: false, toMs: dayMs + 4_200_000, to: '1970-01-02T01:10:00Z' });
  });

  it('has intervals as long as the window of the rule, where that gives a chart', () => {
    expect(episodeStep({ fromMs: 0, toMs: dayMs / 4 }, 900_000)).toEqual({ step: '15m', isWindow: true });
    expect(episodeStep({ fromMs: 0, toMs: 30 * dayMs }, 60_000).isWindow).toBe(false);
    expect(episodeStep({ fromMs: 0, toMs: dayMs }, 420_000)).toEqual({ step: '5m', isWindow: false });
  });
});
