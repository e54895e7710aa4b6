import {
  alertCauses,
  alertStates,
  dataStates,
  severities,
  type AlertDetail,
  type AlertDriver,
  type AlertEvidence,
  type AlertItem,
  type AlertsAnswer,
  type AlertStatus,
  type BacktestAnswer,
  type BacktestEpisode,
  type RecordedEpisode,
  type RuleItem,
} from '@tidewatch/contract/alerts';
import {
  deliveryFaults,
  notificationReasons,
  notificationStatuses,
  type NotificationItem,
  type NotificationsAnswer,
} from '@tidewatch/contract/operations/notifications';
import {
  matcherOperators,
  type LabelMatcher,
  type SilenceItem,
  type SilencePreview,
  type SilencesAnswer,
} from '@tidewatch/contract/operations/silences';
import { point } from './answer-schemas.ts';
import {
  answerOf,
  boolean,
  instant,
  integer,
  list,
  localText,
  nullable,
  number,
  oneOf,
  text,
  textsByName,
  type Schema,
} from './answer-of.ts';

const shownStates = oneOf(alertStates.filter((state) => state !== 'inactive'));
const severity = oneOf(severities);

const evidence = {
  description: 'What the condition saw.',
  ...answerOf<AlertEvidence>({
    value: nullable(number),
    count: integer,
    previous: nullable(
      answerOf<NonNullable<AlertEvidence['previous']>>({ day: nullable(number), week: nullable(number) }),
    ),
    baseline: nullable(
      answerOf<NonNullable<AlertEvidence['baseline']>>({ median: nullable(number), spread: nullable(number) }),
    ),
    target: nullable(number),
    data: oneOf(dataStates),
  }),
};

const peak = nullable(answerOf<NonNullable<AlertItem['peak']>>({ value: number, at: instant }));

const driver = {
  ...nullable(
    answerOf<AlertDriver>({
      dimension: text,
      value: text,
      now: nullable(number),
      before: nullable(number),
      share: nullable(number),
    }),
  ),
  description: 'Which value of which dimension drives the change; null in lists.',
};

const alert = answerOf<AlertItem>({
  id: { ...text, description: 'One episode: the same after any restart.' },
  rule: text,
  title: localText,
  description: localText,
  owner: text,
  runbook: nullable(text),
  dashboard: nullable(text),
  severity,
  group: textsByName,
  labels: textsByName,
  metric: text,
  unit: nullable(text),
  good: nullable(oneOf(['up', 'down'])),
  overMs: integer,
  where: list(text),
  condition: text,
  state: shownStates,
  flapping: boolean,
  activeSince: instant,
  firingSince: nullable(instant),
  resolvedAt: nullable(instant),
  lastEvaluatedAt: { ...instant, description: 'As-of of the numbers, epoch milliseconds.' },
  evidence,
  peak,
  driver,
  acknowledged: nullable(answerOf<NonNullable<AlertItem['acknowledged']>>({ by: text, at: instant })),
  assignee: nullable(text),
  escalated: integer,
  status: {
    description: 'Whether anybody is told of it now.',
    ...answerOf<AlertStatus>({
      state: oneOf(['active', 'suppressed']),
      silencedBy: list(text),
      inhibitedBy: list(text),
      mutedBy: list(text),
    }),
  },
  comments: integer,
});

export const alertsAnswer = answerOf<AlertsAnswer>({
  alerts: list(alert),
  counts: answerOf<AlertsAnswer['counts']>({ pending: integer, firing: integer, resolved: integer }),
  asOf: nullable(instant),
});

const timelineEntry: Schema = {
  type: 'object',
  description: 'One line, oldest first; what goes with it depends on `kind`.',
  required: ['kind', 'at'],
  properties: {
    kind: oneOf(['transition', 'acknowledged', 'assigned', 'comment']),
    at: instant,
    from: oneOf(alertStates),
    to: oneOf(alertStates),
    cause: oneOf(Object.keys(alertCauses)),
    evidence,
    by: text,
    via: text,
    assignee: nullable(text),
    text,
  },
};

export const alertDetail = answerOf<AlertDetail>({ alert, timeline: list(timelineEntry) });

export const ruleItem = answerOf<RuleItem>({
  rule: text,
  title: localText,
  description: localText,
  owner: text,
  severity,
  metric: text,
  by: list(text),
  where: list(text),
  over: text,
  when: text,
  clear: nullable(text),
  for: text,
  keepFiring: text,
  minCount: integer,
  labels: textsByName,
  runbook: nullable(text),
  dashboard: nullable(text),
  pending: integer,
  firing: integer,
});

const recorded: Record<keyof RecordedEpisode, Schema> = {
  id: text,
  group: textsByName,
  activeSince: instant,
  firingSince: instant,
  resolvedAt: nullable(instant),
  peak,
};

export const backtestAnswer = answerOf<BacktestAnswer>({
  rule: text,
  when: text,
  clear: nullable(text),
  from: instant,
  to: instant,
  stepMs: integer,
  evaluations: integer,
  groups: integer,
  episodes: list(
    answerOf<BacktestEpisode>({
      ...recorded,
      evidence,
      withHindsight: boolean,
      recorded: nullable(text),
    }),
  ),
  fires: integer,
  firesPerDay: number,
  minutesInAlert: integer,
  onlyLive: list(answerOf<RecordedEpisode>(recorded)),
  comparedFrom: nullable(instant),
  points: list(point),
  source: oneOf(['cells', 'replay']),
});

/** One silence. */
export const silenceItem = answerOf<SilenceItem>({
  id: text,
  matchers: list(answerOf<LabelMatcher>({ label: text, op: oneOf(matcherOperators), value: text })),
  startsAt: instant,
  endsAt: instant,
  by: text,
  comment: text,
  createdAt: instant,
  state: oneOf(['pending', 'active', 'ended']),
  hides: { ...list(text), description: 'Ids of alerts that it hides.' },
});

export const silencesAnswer = answerOf<SilencesAnswer>({ silences: list(silenceItem) });

export const silencePreview = answerOf<SilencePreview>({
  alerts: list(answerOf<SilencePreview['alerts'][number]>({ id: text, rule: text, labels: textsByName })),
  episodesLastWeek: integer,
});

export const notificationsAnswer = answerOf<NotificationsAnswer>({
  notifications: list(
    answerOf<NotificationItem>({
      id: text,
      receiver: text,
      reason: oneOf(Object.keys(notificationReasons)),
      route: text,
      group: textsByName,
      step: integer,
      alerts: list(answerOf<NotificationItem['alerts'][number]>({ id: text, rule: text, state: oneOf(alertStates) })),
      status: oneOf(notificationStatuses),
      attempts: integer,
      queuedAt: instant,
      at: instant,
      providerId: nullable(text),
      fault: nullable(oneOf(Object.keys(deliveryFaults))),
      why: nullable(text),
      nextTryAt: nullable(instant),
      perhapsRepeated: boolean,
    }),
  ),
});
