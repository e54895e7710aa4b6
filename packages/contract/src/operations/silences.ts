import { z } from 'zod';

export const matcherOperators = ['=', '!=', '=~', '!~'] as const;

/** A condition on one label. Patterns match whole values; an absent label counts as empty. */
const labelMatcherSchema = z.strictObject({
  label: z.string().regex(/^[A-Za-z_][A-Za-z0-9_.-]{0,99}$/, 'a label is letters, digits, _, . and -'),
  op: z.enum(matcherOperators).default('='),
  value: z.string().max(1000),
});
export type LabelMatcher = z.infer<typeof labelMatcherSchema>;

const matchersSchema = z.array(labelMatcherSchema).min(1, 'a silence needs at least one matcher').max(20);
const longestMs = 400 * 86_400_000;

/** Body of `POST /v1/silences`. Times are epoch milliseconds; it begins now unless `startsAt` says otherwise, and always ends. */
export const newSilenceSchema = z
  .strictObject({
    matchers: matchersSchema,
    startsAt: z.number().int().optional(),
    endsAt: z.number().int().optional(),
    /** Instead of `endsAt`: from the start. */
    durationMs: z.number().int().min(1000).max(longestMs).optional(),
    by: z.string().min(1).max(200),
    comment: z.string().max(2000).default(''),
  })
  .refine(({ endsAt, durationMs }) => (endsAt === undefined) !== (durationMs === undefined), {
    message: 'a silence has an end: give endsAt or durationMs',
    path: ['endsAt'],
  });
export type NewSilence = z.infer<typeof newSilenceSchema>;

/** Body of `POST /v1/silences/preview`. */
export const silencePreviewSchema = z.strictObject({ matchers: matchersSchema });

/** Body of `POST /v1/silences/{id}/end`. */
export const endSilenceSchema = z.strictObject({ by: z.string().min(1).max(200) });

/** Nobody is told of alerts that it matches, from `startsAt` (inclusive) to `endsAt` (exclusive). */
export interface Silence {
  readonly id: string;
  readonly matchers: readonly LabelMatcher[];
  readonly startsAt: number;
  readonly endsAt: number;
  readonly by: string;
  readonly comment: string;
  readonly createdAt: number;
}

/** One entry of `GET /v1/silences`. */
export interface SilenceItem extends Silence {
  readonly state: 'pending' | 'active' | 'ended';
  /** Ids of alerts, pending or firing, that it hides (or will hide, before it starts). */
  readonly hides: readonly string[];
}

/** Answer of `GET /v1/silences`: active first, then those to come, then what has ended. */
export interface SilencesAnswer {
  readonly silences: readonly SilenceItem[];
}

/** Answer of `POST /v1/silences/preview`: what a silence with these matchers would hide now, and would have hidden in the last week. */
export interface SilencePreview {
  readonly alerts: readonly {
    readonly id: string;
    readonly rule: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
  readonly episodesLastWeek: number;
}

/** Records of the topic `operations`. The end of one silence may be moved forward only by ending it. */
export type SilenceOperation = SilenceRecord | SilenceEndRecord;
export interface SilenceRecord {
  readonly v: 1;
  readonly kind: 'silence';
  readonly silence: Silence;
  /** Where it came from, as in `screen`, `slack`, `cli`. */
  readonly via: string;
  readonly at: number;
}
export interface SilenceEndRecord {
  readonly v: 1;
  readonly kind: 'silence-end';
  readonly id: string;
  readonly by: string;
  readonly via: string;
  readonly at: number;
}

const recordBase = { v: z.literal(1), via: z.string(), at: z.number() };
const silenceSchema = z.object({
  id: z.string().min(1),
  matchers: matchersSchema,
  startsAt: z.number(),
  endsAt: z.number(),
  by: z.string(),
  comment: z.string(),
  createdAt: z.number(),
});
/** A record of the topic `operations` about a silence. */
export const silenceOperationSchema: z.ZodType<SilenceOperation> = z.discriminatedUnion('kind', [
  z.object({ ...recordBase, kind: z.literal('silence'), silence: silenceSchema }),
  z.object({ ...recordBase, kind: z.literal('silence-end'), id: z.string().min(1), by: z.string() }),
]);
