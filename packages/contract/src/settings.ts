import { z } from 'zod';

const secret = z.union([z.string(), z.strictObject({ file: z.string().describe('File that holds it.') })]);

const tlsSchema = z.strictObject({
  ca: z.string().optional().describe('File with the certificate authority in PEM.'),
  rejectUnauthorized: z.boolean().default(true).describe('Refuse certificates that cannot be verified.'),
});

const kafkaSchema = z.strictObject({
  brokers: z.array(z.string()).min(1).describe('host:port of the bootstrap brokers.'),
  clientId: z.string().default('tidewatch').describe('Name under which brokers see this process.'),
  tls: z.union([z.boolean(), tlsSchema]).default(false).describe('true, or the details.'),
  sasl: z
    .strictObject({
      mechanism: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).describe('plain, scram-sha-256 or scram-sha-512.'),
      username: z.string(),
      password: secret.describe('Better with file: PATH.'),
    })
    .optional(),
  replicationFactor: z.number().int().min(1).default(1).describe('For topics that Tidewatch creates.'),
});

const elasticsearchSchema = z.strictObject({
  node: z.union([z.string(), z.array(z.string()).min(1)]).describe('URL of one node, or a list.'),
  ca: z.string().optional().describe('File with the certificate authority in PEM.'),
  apiKey: secret.optional().describe('The encoded (base64) form; goes before username and password.'),
  username: z.string().optional(),
  password: secret.optional().describe('Better with file: PATH.'),
});

/** All settings, from tidewatch.yaml and TIDEWATCH_… variables. This schema makes the types, the checks and the reference page. */
export const settingsSchema = z.strictObject({
  namespace: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,40}$/, 'a namespace is lower-case letters, digits and -, beginning with a letter')
    .default('tidewatch')
    .describe('Prefix of topics, consumer groups and indices.'),
  data: z.string().default('./data').describe('Directory of the embedded log and store.'),
  catalog: z.string().default('./infra/catalog').describe('Directory of the definitions.'),
  log: z
    .union([
      z.strictObject({ embedded: z.strictObject({}).describe('The log in the data directory, the default.') }),
      z.strictObject({ kafka: kafkaSchema }),
    ])
    .default({ embedded: {} }),
  store: z
    .union([
      z.strictObject({ embedded: z.strictObject({}).describe('The store in the data directory, the default.') }),
      z.strictObject({ elasticsearch: elasticsearchSchema }),
    ])
    .default({ embedded: {} }),
  http: z
    .strictObject({
      host: z.string().default('127.0.0.1').describe('Address to listen on.'),
      port: z.number().int().min(0).max(65535).default(4000).describe('0 takes a free one.'),
      allowWithoutLogin: z
        .boolean()
        .default(false)
        .describe('Needed to listen on another address than loopback while there is no login.'),
      origins: z
        .array(z.string())
        .default([])
        .describe('Further origins and hosts that may call, as in https://tidewatch.example.'),
    })
    .prefault({}),
  health: z
    .strictObject({
      host: z
        .string()
        .default('127.0.0.1')
        .describe(
          'Address to listen on; 0.0.0.0 in a container. Nothing of events is shown there, and nothing can be done.',
        ),
      port: z
        .number()
        .int()
        .min(0)
        .max(65535)
        .optional()
        .describe(
          'Where every process, whatever its roles, answers /healthz, /readyz and /metrics. 0 takes a free one and prints it; without it only a gateway answers them, on http.port.',
        ),
    })
    .prefault({}),
  processor: z
    .strictObject({
      sliceOffsets: z
        .number()
        .int()
        .min(16)
        .default(65_536)
        .describe('Offsets of one slice. Fixed once a topic was cut with it.'),
      duplicateHorizonOffsets: z
        .number()
        .int()
        .min(1)
        .default(131_072)
        .describe('How far back in its partition a duplicate is found, at most 24 h.'),
      cellsMax: z.number().int().min(100).default(250_000).describe('Cells of one slice; groups beyond are (other).'),
      eventPartitions: z
        .number()
        .int()
        .min(1)
        .max(1000)
        .default(4)
        .describe('Partitions of the topic events when it is created.'),
      revision: z.number().int().min(0).default(0).describe('Raise it to go back to earlier definitions on purpose.'),
      epochs: z
        .record(z.string(), z.number().int().min(0))
        .default({})
        .describe('Epoch per input topic; raise it after the topic was recreated.'),
    })
    .prefault({}),
  live: z
    .strictObject({
      liveCellsMax: z
        .number()
        .int()
        .min(1000)
        .default(500_000)
        .describe(
          'Cells that the live view holds in memory. Beyond it the oldest windows come from the store alone, with its delay.',
        ),
    })
    .prefault({}),
  publicUrl: z
    .string()
    .regex(/^https?:\/\/[^\s/@]+(\/\S*)?$/, 'as in https://tidewatch.example')
    .optional()
    .describe(
      'Address at which people reach this installation. Links in messages begin with it, and its host may call.',
    ),
  secretKey: z
    .union([
      z.string().min(32, 'at least 32 characters'),
      z.strictObject({ file: z.string().describe('File that holds it.') }),
    ])
    .optional()
    .describe(
      'Signs links in messages, at least 32 characters. Without it mails have no acknowledge link. Better with file: PATH.',
    ),
  slack: z
    .strictObject({
      signingSecret: secret
        .optional()
        .describe('Of the Slack app, for the buttons in its messages. Better with file: PATH.'),
    })
    .prefault({}),
  logLevel: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('debug, info, warn, error or silent.'),
});

export type Settings = z.infer<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
