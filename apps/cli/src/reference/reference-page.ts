import {
  deliveryFaults,
  explainNotes,
  latenessCodes,
  liveMessages,
  liveQueryKinds,
  notificationReasons,
  operationCodes,
  panelKindTexts,
  panelSchema,
  problemCodes,
  rejectionCodes,
  type MeasureName,
} from '@tidewatch/contract';
import { builtInMetrics } from '@tidewatch/core/catalog/built-in-metrics';
import { counterNames, gaugeNames, histogramNames } from '@tidewatch/core/ports/telemetry-names';
import { settingLeaves } from '../settings/environment.ts';
import { verbs } from '../verbs/verbs.ts';
import { expressionSection } from './expression-section.ts';
import { code, list } from './reference-list.ts';

const sharedPanelKeys = new Set(['panel', 'title', 'description', 'columns', 'rows']);

/** The reference page, made from the code: what users may rely on. */
export function referencePage(): string {
  return [
    '# Tidewatch: reference',
    'Made from the code by `apps/cli/src/reference/write-reference.ts`; do not edit by hand.',
    '## Command line',
    'From the root of the repository: `npm run -s tidewatch -- VERB …`. Every verb has `--help`. Exit codes: 0 ok, 1 failed, 2 usage.',
    list(
      'command line',
      ['verb', 'usage', 'what'],
      verbs.map(({ name, usage, summary }) => [code(name), code(`tidewatch ${usage}`), summary]),
    ),
    '## Settings',
    'From `tidewatch.yaml` in the working directory (or `--settings FILE`, `TIDEWATCH_SETTINGS`), then variables, then options of the command. `TIDEWATCH_PORT` and `TIDEWATCH_HOST` are short for the `HTTP` ones. Lists are separated by commas in variables.',
    list(
      'settings',
      ['setting', 'variable', 'default', 'what'],
      settingLeaves.map(({ path, variable, fallback, description }) => [
        code(path.join('.')),
        variable === null ? 'file only' : code(variable),
        fallback === undefined ? '' : code(JSON.stringify(fallback)),
        description,
      ]),
    ),
    ...codeSections(),
    ...expressionSection(),
    ...liveSections(),
    '## Panels of a dashboard',
    'Every panel may have `title`, `description`, `columns` (of 12) and `rows` (of 3.5 rem). `where` is a list of `dimension:value`, as in the API.',
    list(
      'dashboard panels',
      ['panel', 'shows', 'keys'],
      panelSchema.options.map(({ shape }) => [
        code(shape.panel.value),
        panelKindTexts[shape.panel.value],
        Object.keys(shape)
          .filter((key) => !sharedPanelKeys.has(key))
          .map(code)
          .join(', '),
      ]),
    ),
    ...deliverySections(),
  ]
    .join('\n\n')
    .concat('\n');
}

/** Codes that programs compare, and metrics that are always there. */
function codeSections(): readonly string[] {
  return [
    '## Why an event could not be used',
    'The same codes in `rejected` of the answer of `POST /v1/events` and in dead letters.',
    list(
      'rejection codes',
      ['code', 'meaning'],
      Object.entries(rejectionCodes).map(([name, text]) => [code(name), text]),
    ),
    '## Problems of the HTTP API',
    'Errors are problem details (RFC 9457, `application/problem+json`) with one of these in `code`.',
    list(
      'problem codes',
      ['code', 'status'],
      Object.entries(problemCodes).map(([name, status]) => [code(name), String(status)]),
    ),
    ...exactnessSection(),
    ...seriesSection(),
    '## Why a number may not be what it seems',
    'The notes of `GET /v1/metrics/{name}/explain`.',
    list(
      'explain notes',
      ['code', 'meaning'],
      Object.entries(explainNotes).map(([name, text]) => [code(name), text]),
    ),
    '## What Tidewatch counts about itself',
    'Metrics like any other, by `topic`, `partition`, `type` and `code`, in windows of append time. The `code` of a dead letter is why it could not be used; that of a late event is how late it came: ' +
      `${latenessCodes.map(code).join(', ')}.`,
    list(
      'built-in metrics',
      ['metric', 'counts'],
      builtInMetrics.map(({ metric, title }) => [code(metric), typeof title === 'string' ? title : title.en]),
    ),
  ];
}

const exactness: Readonly<Record<MeasureName, string>> = {
  count: 'Exact.',
  sum: 'Exact for integers of any size and for money, which is summed in its smallest unit. Fractions are floating point: equal to 1e-9 of the value.',
  min: 'Exact, integers beyond 2^53 too.',
  max: 'Exact, integers beyond 2^53 too.',
  avg: 'Sum and count are exact as for `sum` and `count`; their quotient is floating point.',
  distinct: 'An estimate (HyperLogLog): standard error 1.15 %, exact to the unit for small sets.',
  quantiles: 'Within 1 % of the value (DDSketch).',
};

function exactnessSection(): readonly string[] {
  return [
    '## How exact numbers are',
    'What is kept and merged, by measure:',
    list(
      'exactness by measure',
      ['measure', 'how exact'],
      Object.entries(exactness).map(([name, text]) => [code(name), text]),
    ),
    'Answers are JSON, whose numbers are doubles for nearly every reader: an integer beyond 2^53 (9,007,199,254,740,992, for money in its smallest unit) is exact inside, and shown, answered and compared with thresholds as the double nearest to it, about 16 digits.',
  ];
}

function seriesSection(): readonly string[] {
  return [
    '## What a series says',
    '`compare` has the same groups as `series`, `(other)` where either has others, and the same number of points: each stands beside the one in its place, with its own time. `24h` is as many hours earlier; `1d` goes by the clock of `tz`. Where clocks change in between, no moment is compared twice or left out: an hour that the clock shows twice has nothing (null) beside its second pass, an hour that only the other day has is a part of the point before it. So the total is whole.',
    '`truncated`: more groups came than `groupsMax` of the metric or `processor.cellsMax` keep by name; the rest is `(other)`, in the range or in the one that it is compared with. It is said of a filter too, since what it asks for may be among them: the number is at least so high, and a formula is null where one of its inputs has nothing by that name.',
  ];
}

/** The socket and the numbers of the process. */
function liveSections(): readonly string[] {
  const named = (names: Readonly<Record<string, string>>, type: string, end = ''): string[][] =>
    Object.entries(names).map(([name, text]) => [code(`tidewatch_${name}${end}`), type, text]);
  return [
    '## Live: the socket',
    'socket.io, namespace `/live`. Connecting and reconnecting are the same: subscribe, take the snapshot, apply the updates.',
    list(
      'socket messages',
      ['message', 'what'],
      Object.entries(liveMessages).map(([name, text]) => [code(name), text]),
    ),
    'A query is `{kind, …}`:',
    list(
      'live queries',
      ['kind', 'what'],
      Object.entries(liveQueryKinds).map(([name, text]) => [code(name), text]),
    ),
    '## What a process tells Prometheus',
    '`GET /metrics` of a gateway, and of any process with `health.port`; beside what prom-client tells of every Node process.',
    list(
      'process metrics',
      ['metric', 'type', 'what'],
      [
        ...named(counterNames, 'counter', '_total'),
        ...named(gaugeNames, 'gauge'),
        ...named(histogramNames, 'histogram'),
      ],
    ),
  ];
}

/** What is said of notifications, and of faults that wait for an operator. */
function deliverySections(): readonly string[] {
  return [
    '## Notifications',
    'Why somebody is told (`reason`), and why an attempt failed (`fault`), in `GET /v1/notifications` and the topic `notifications`.',
    list(
      'notification reasons',
      ['reason', 'meaning'],
      Object.entries(notificationReasons).map(([name, text]) => [code(name), text]),
    ),
    list(
      'delivery faults',
      ['fault', 'meaning'],
      Object.entries(deliveryFaults).map(([name, text]) => [code(name), text]),
    ),
    '## Faults that an operator mends',
    list(
      'operation codes',
      ['code', 'meaning'],
      Object.entries(operationCodes).map(([name, text]) => [code(name), text]),
    ),
  ];
}
