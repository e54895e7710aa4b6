import type {
  Inhibition,
  InhibitionDefinition,
  LabelMatcher,
  MuteTiming,
  MuteTimingDefinition,
  Receiver,
  ReceiverDefinition,
  RouteDefinition,
} from '@tidewatch/contract';
import { receiverChannels } from '@tidewatch/contract';
import { parseMatcher } from '../../alerting/matching/label-matchers.ts';
import { didYouMean } from '../../expressions/nearest-name.ts';
import { zoneOf } from '../../query/time/zone.ts';
import type { Defined, DocumentPath } from './documents.ts';

type Report = Defined<unknown>['report'];

/** Milliseconds of `30s`, `5m`, `4h`, `7d`. */
export function durationMs(text: string): number {
  const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[text.at(-1) as 's' | 'm' | 'h' | 'd'];
  return Number.parseInt(text, 10) * unitMs;
}

/** The matchers of a list that can be read; the others are reported. */
export function checkMatchers(texts: readonly string[], report: Report, path: DocumentPath): LabelMatcher[] {
  return texts.flatMap((text, index) => {
    try {
      return [parseMatcher(text)];
    } catch (error) {
      report([...path, index], `"${text}": ${error instanceof Error ? error.message : 'not a matcher'}`);
      return [];
    }
  });
}

function checkZone(zone: string, report: Report): void {
  if (zoneOf(zone) === null) report(['zone'], `"${zone}" is no time zone; write one as in Asia/Jakarta`);
}

/** Checks a receiver and fills in its defaults. */
export function checkReceiver({ definition, report }: Defined<ReceiverDefinition>): Receiver {
  const channels = receiverChannels.filter((channel) => definition[channel] !== undefined);
  if (channels.length !== 1) {
    const said = channels.length === 0 ? 'none' : channels.join(' and ');
    report(['receiver'], `a receiver has one of ${receiverChannels.join(', ')}; here is ${said}`);
  }
  checkZone(definition.zone, report);
  const { email } = definition;
  if (email?.smtp.username !== undefined && email.smtp.password === undefined)
    report(['email', 'smtp', 'username'], 'username goes with password: {env: NAME} or {file: PATH}', { key: true });
  if (email?.smtp.password !== undefined && email.smtp.tls === 'none')
    report(['email', 'smtp', 'password'], 'a password is not sent without tls', { key: true });
  const [channel = 'log'] = channels;
  return {
    receiver: definition.receiver,
    title: definition.title ?? definition.receiver,
    owner: definition.owner ?? '',
    language: definition.language,
    zone: definition.zone,
    allowPrivate: definition.allowPrivate,
    rateLimit: { messages: definition.rateLimit.messages, perMs: durationMs(definition.rateLimit.per) },
    target: { ...definition[channel], kind: channel } as Receiver['target'],
  };
}

/** Checks an inhibition. */
export function checkInhibition({ definition, report }: Defined<InhibitionDefinition>): Inhibition {
  return {
    inhibition: definition.inhibition,
    source: checkMatchers(definition.source, report, ['source']),
    target: checkMatchers(definition.target, report, ['target']),
    equal: definition.equal,
  };
}

/** Checks a mute timing: its zone, and that its dates exist and are in order. */
export function checkMuteTiming({ definition, report }: Defined<MuteTimingDefinition>): MuteTiming {
  checkZone(definition.zone, report);
  definition.intervals.forEach((interval, index) => {
    for (const list of ['dates', 'except'] as const)
      interval[list].forEach((text, place) => checkDates(text, report, ['intervals', index, list, place]));
    interval.times.forEach((text, place) => {
      const [start, end] = text.split('-');
      if (start === end)
        report(['intervals', index, 'times', place], `${text} is empty; leave times out for the whole day`);
    });
  });
  return { muteTiming: definition.muteTiming, zone: definition.zone, intervals: definition.intervals };
}

function checkDates(text: string, report: Report, path: DocumentPath): void {
  const [first = '', last = first] = text.split('..');
  for (const date of new Set([first, last])) {
    const at = Date.parse(`${date}T00:00:00Z`);
    if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date) report(path, `there is no date ${date}`);
  }
  if (last < first) report(path, `${text} ends before it begins`);
}

/** What routes refer to. */
export interface RouteNames {
  readonly receivers: ReadonlySet<string>;
  readonly muteTimings: ReadonlySet<string>;
  /** Names of definitions with a wrong shape. */
  readonly broken: ReadonlySet<string>;
}

/** Reports names that a route or one of its branches refers to and that are not defined. */
export function checkRouteNames({ definition, report }: Defined<RouteDefinition>, names: RouteNames): void {
  const check = (name: string, known: ReadonlySet<string>, kind: string, path: DocumentPath): void => {
    if (!known.has(name) && !names.broken.has(name))
      report(path, `unknown ${kind} "${name}"${didYouMean(name, known)}`);
  };
  type Branch =
    | Pick<RouteDefinition, 'receiver' | 'muteTimings' | 'escalate' | 'routes'>
    | RouteDefinition['routes'][number];
  const visit = (branch: Branch, path: DocumentPath): void => {
    if (branch.receiver !== undefined) check(branch.receiver, names.receivers, 'receiver', [...path, 'receiver']);
    branch.muteTimings?.forEach((name, index) =>
      check(name, names.muteTimings, 'mute timing', [...path, 'muteTimings', index]),
    );
    branch.escalate?.forEach(({ receiver }, index) =>
      check(receiver, names.receivers, 'receiver', [...path, 'escalate', index, 'receiver']),
    );
    branch.routes.forEach((inner, index) => visit(inner, [...path, 'routes', index]));
  };
  visit(definition, []);
}
