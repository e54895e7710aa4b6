import { readFile } from 'node:fs/promises';
import { TidewatchError } from '@tidewatch/contract';
import type { RuleTest } from '@tidewatch/core/alerting/evaluation/rule-test/rule-test';
import { isNode, parseAllDocuments } from 'yaml';
import { z } from 'zod';

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const spanSchema = z
  .union([
    z.literal(0),
    z.string().regex(/^-?\d{1,6}[smhd]$/, 'a time is a number and s, m, h or d after the start, as in 5m'),
  ])
  .transform((text) => (text === 0 ? 0 : Number.parseInt(text, 10) * (unitMs[text.at(-1) ?? ''] ?? 0)));
const groupSchema = z.record(z.string(), z.string()).default({});
const timesSchema = {
  at: spanSchema.optional(),
  from: spanSchema.optional(),
  to: spanSchema.optional(),
  every: spanSchema.optional(),
};

const testSchema = z.strictObject({
  test: z.string().min(1),
  rule: z.string().min(1),
  start: z.string().default('2026-01-05T00:00:00Z'),
  events: z
    .array(
      z.strictObject({
        ...timesSchema,
        type: z.string().min(1),
        count: z.number().int().min(1).max(100_000).default(1),
        data: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([]),
  values: z
    .array(z.strictObject({ ...timesSchema, metric: z.string().min(1), group: groupSchema, value: z.number() }))
    .default([]),
  expect: z
    .array(
      z.strictObject({
        at: spanSchema,
        group: groupSchema,
        state: z.enum(['inactive', 'pending', 'firing', 'resolved']),
      }),
    )
    .min(1),
});

/** The cases of a rule test file. Throws `invalid_parameter` with file:line:column. */
export async function readRuleTests(file: string): Promise<readonly RuleTest[]> {
  const text = await readFile(file, 'utf8');
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw refused(file, text, error.pos[0], error.message.split('\n')[0] ?? 'is no YAML');
    const parsed = testSchema.safeParse(document.toJS());
    if (parsed.success) return testOf(parsed.data, file);
    const issue = parsed.error.issues[0];
    const path = issue?.path.map((step) => (typeof step === 'symbol' ? '' : step)) ?? [];
    const node = path.length === 0 ? null : document.getIn(path, true);
    const range = (isNode(node) ? node : document.contents)?.range;
    throw refused(file, text, range?.[0] ?? 0, `${path.join('.')}: ${issue?.message ?? 'is not valid'}`);
  });
}

function testOf(parsed: z.infer<typeof testSchema>, file: string): RuleTest {
  const startMs = Date.parse(parsed.start);
  if (Number.isNaN(startMs))
    throw new TidewatchError('invalid_parameter', `${file}: ${parsed.test}: start ${parsed.start} is no time`);
  return {
    test: parsed.test,
    rule: parsed.rule,
    startMs,
    events: parsed.events.map(({ type, count, data, ...times }) => ({ type, count, data, atMs: timesOf(times) })),
    values: parsed.values.map(({ metric, group, value, ...times }) => ({ metric, group, value, atMs: timesOf(times) })),
    expect: parsed.expect.map(({ at, group, state }) => ({ atMs: at, group, state })),
  };
}

/** `at`, or from … to (exclusive) every so often; every minute unless told. */
function timesOf(times: {
  at?: number | undefined;
  from?: number | undefined;
  to?: number | undefined;
  every?: number | undefined;
}): readonly number[] {
  const { at, from = at ?? 0, to = from + 1, every = 60_000 } = times;
  const list: number[] = [];
  for (let time = from; time < to; time += Math.max(1_000, every)) list.push(time);
  return list;
}

function refused(file: string, text: string, offset: number, message: string): TidewatchError {
  const before = text.slice(0, offset).split('\n');
  return new TidewatchError(
    'invalid_parameter',
    `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}: ${message}`,
  );
}
