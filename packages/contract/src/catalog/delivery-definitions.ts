import { z } from 'zod';
import { commonFields, durationSchema, nameSchema } from './texts.ts';

/** Where a secret is: never the secret itself, because definitions are written to the log and shown by the API. */
const secretReferenceSchema = z.union([
  z.strictObject({ env: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'env is the name of a variable') }),
  z.strictObject({ file: z.string().min(1) }),
]);

const urlSchema = z
  .string()
  .max(2000)
  .regex(/^https?:\/\/[^\s/@]+(\/\S*)?$/, 'a URL begins with https:// or http:// and holds no user name');

/** A duration that may be 0, as in `groupWait: 0s`. */
const waitSchema = z.string().regex(/^(0|[1-9]\d{0,5})[smhd]$/, 'a duration is a number and s, m, h or d, as in 5m');

const addressSchema = z
  .string()
  .max(320)
  .regex(/^[^\s<>"',;:@]+@[^\s<>"',;:@]+$/, 'an address looks like name@host');

const smtpSchema = z.strictObject({
  host: z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/, 'a host is a name or an address'),
  port: z.number().int().min(1).max(65535).default(587),
  /** `starttls` refuses to go on in clear text; `none` is for a relay on the same machine. */
  tls: z.enum(['starttls', 'implicit', 'none']).default('starttls'),
  /** File with the certificate authority in PEM. */
  ca: z.string().optional(),
  username: z.string().max(320).optional(),
  password: secretReferenceSchema.optional(),
});

/** Slack: an incoming webhook, or a bot token with a channel, which can also edit its messages and show the chart. */
const slackSchema = z.union([
  z.strictObject({ webhook: secretReferenceSchema }),
  z.strictObject({ token: secretReferenceSchema, channel: z.string().min(1).max(80), api: urlSchema.optional() }),
]);

const emailSchema = z.strictObject({
  smtp: smtpSchema,
  from: addressSchema,
  to: z.array(addressSchema).min(1).max(50),
});

/** Any address that takes JSON, signed as Standard Webhooks says. */
const webhookSchema = z.strictObject({
  url: z.union([urlSchema, secretReferenceSchema]),
  secret: secretReferenceSchema.optional(),
});

const alertmanagerSchema = z.strictObject({ url: urlSchema, token: secretReferenceSchema.optional() });

export const receiverChannels = ['log', 'slack', 'email', 'webhook', 'alertmanager'] as const;
export type ReceiverChannel = (typeof receiverChannels)[number];

/** Somebody who is told. Exactly one of the channels. */
export const receiverDefinitionSchema = z.strictObject({
  receiver: nameSchema,
  ...commonFields,
  language: z.enum(['en', 'id']).default('en'),
  /** Zone of the times in messages. */
  zone: z.string().default('UTC'),
  /** Private addresses are refused unless this says otherwise. */
  allowPrivate: z.boolean().default(false),
  rateLimit: z
    .strictObject({ messages: z.number().int().min(1).max(10_000), per: durationSchema })
    .default({ messages: 60, per: '1h' }),
  log: z.strictObject({}).optional(),
  slack: slackSchema.optional(),
  email: emailSchema.optional(),
  webhook: webhookSchema.optional(),
  alertmanager: alertmanagerSchema.optional(),
});

const matchersSchema = z.array(z.string().min(1).max(1000)).max(20).default([]);

const routeFields = {
  match: matchersSchema,
  receiver: nameSchema.optional(),
  /** Labels that make a group; `[...]` alone is every label: each alert by itself. */
  groupBy: z.array(z.string().min(1).max(100)).max(10).optional(),
  groupWait: waitSchema.optional(),
  groupInterval: durationSchema.optional(),
  repeatInterval: durationSchema.optional(),
  muteTimings: z.array(nameSchema).max(20).optional(),
  escalate: z
    .array(z.strictObject({ after: durationSchema, receiver: nameSchema }))
    .max(10)
    .optional(),
};

/** A branch of a route. What it leaves out is as its parent says. */
export interface RouteBranchDefinition extends z.infer<z.ZodObject<typeof routeFields>> {
  /** Look at the next branches too, although this one matched. */
  readonly continue: boolean;
  readonly routes: readonly RouteBranchDefinition[];
}

const routeBranchSchema: z.ZodType<RouteBranchDefinition> = z.strictObject({
  ...routeFields,
  continue: z.boolean().default(false),
  routes: z.lazy(() => z.array(routeBranchSchema).max(50).default([])),
});

/**
 * Who is told of which alerts. Documents are independent: an alert takes each one that it matches; one with `fallback: true` is
 * for alerts that no other took.
 */
export const routeDefinitionSchema = z.strictObject({
  route: nameSchema,
  ...commonFields,
  fallback: z.boolean().default(false),
  ...routeFields,
  receiver: nameSchema,
  routes: z.array(routeBranchSchema).max(50).default([]),
});

/** While an alert of `source` fires, those of `target` with equal labels are not told of. */
export const inhibitionDefinitionSchema = z.strictObject({
  inhibition: nameSchema,
  ...commonFields,
  source: z.array(z.string().min(1).max(1000)).min(1).max(20),
  target: z.array(z.string().min(1).max(1000)).min(1).max(20),
  equal: z.array(z.string().min(1).max(100)).max(20).default([]),
});

const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const dateSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}(\.\.\d{4}-\d{2}-\d{2})?$/, 'a date is 2026-08-17, or 2026-12-24..2026-12-26');

const muteIntervalSchema = z.strictObject({
  /** Wall-clock times; one that ends before it begins runs into the next day and belongs to the day on which it begins. */
  times: z
    .array(z.string().regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time is 18:00-08:00'))
    .max(20)
    .default([]),
  weekdays: z
    .array(z.string().regex(/^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$/, 'as in mon or mon-fri'))
    .max(7)
    .default([]),
  /** Days of the month; -1 is the last. */
  days: z
    .array(
      z
        .number()
        .int()
        .min(-31)
        .max(31)
        .refine((day) => day !== 0, 'there is no day 0'),
    )
    .max(31)
    .default([]),
  months: z.array(z.number().int().min(1).max(12)).max(12).default([]),
  /** A calendar: only these dates. */
  dates: z.array(dateSchema).max(400).default([]),
  /** A calendar: not on these dates. */
  except: z.array(dateSchema).max(400).default([]),
});

/** When nobody is told, by the wall clock of a zone. */
export const muteTimingDefinitionSchema = z.strictObject({
  muteTiming: nameSchema,
  ...commonFields,
  zone: z.string(),
  intervals: z.array(muteIntervalSchema).min(1).max(50),
});

export { weekdays };
export type SecretReference = z.infer<typeof secretReferenceSchema>;
export type SmtpDefinition = z.infer<typeof smtpSchema>;
export type SlackDefinition = z.infer<typeof slackSchema>;
export type EmailDefinition = z.infer<typeof emailSchema>;
export type WebhookDefinition = z.infer<typeof webhookSchema>;
export type AlertmanagerDefinition = z.infer<typeof alertmanagerSchema>;
export type ReceiverDefinition = z.infer<typeof receiverDefinitionSchema>;
export type RouteDefinition = z.infer<typeof routeDefinitionSchema>;
export type InhibitionDefinition = z.infer<typeof inhibitionDefinitionSchema>;
export type MuteInterval = z.infer<typeof muteIntervalSchema>;
export type MuteTimingDefinition = z.infer<typeof muteTimingDefinitionSchema>;
