const text = { type: 'string' };
const integer = { type: 'integer' };
const nullableNumber = { type: ['number', 'null'] };
const time = { type: ['integer', 'null'], description: 'Epoch milliseconds.' };

function object(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { type: 'object', required: Object.keys(properties), properties };
}

function list(items: unknown): Readonly<Record<string, unknown>> {
  return { type: 'array', items };
}

const oneSeries = object({
  group: { type: 'object', additionalProperties: text },
  points: list({
    type: 'array',
    prefixItems: [integer, nullableNumber],
    minItems: 2,
    maxItems: 2,
    description: 'Window start in epoch milliseconds, value.',
  }),
  total: nullableNumber,
});

const coordinates = { topic: text, partition: integer, offset: integer };

/** What the doors answer, in JSON Schema. */
export const answerSchemas = {
  object: { type: 'object' },
  ingest: object({ accepted: integer, rejected: list(object({ index: integer, code: text, detail: text })) }),
  events: object({
    events: list(
      object({
        ...coordinates,
        id: text,
        source: text,
        type: text,
        time: text,
        appendedAt: text,
        data: { type: 'object' },
      }),
    ),
    next: { type: ['string', 'null'] },
  }),
  metrics: object({ metrics: list(object({ metric: text, by: list(text), grain: text, measure: text, asOf: time })) }),
  series: object({
    metric: text,
    unit: { type: ['string', 'null'] },
    step: text,
    tz: text,
    from: integer,
    to: integer,
    asOf: time,
    series: list(oneSeries),
    truncated: { type: 'boolean' },
    history: { type: 'string', enum: ['available', 'unavailable'] },
  }),
  explain: object({
    metric: text,
    unit: { type: ['string', 'null'] },
    formula: { type: ['string', 'null'] },
    from: integer,
    to: integer,
    tz: text,
    where: list(text),
    asOf: time,
    value: nullableNumber,
    inputs: list(
      object({
        metric: text,
        measure: text,
        value: nullableNumber,
        merge: text,
        partials: list(
          object({
            generation: integer,
            topic: text,
            epoch: integer,
            partition: integer,
            slice: integer,
            through: { type: ['integer', 'null'] },
            cells: integer,
            value: nullableNumber,
            open: { type: 'boolean' },
            heldBy: { type: 'string', enum: ['memory', 'store', 'both'] },
          }),
        ),
      }),
    ),
    partitions: list(object({ topic: text, partition: integer, asOf: integer, through: integer })),
    notes: list(object({ code: text, text })),
  }),
  pipeline: object({
    now: integer,
    asOf: time,
    state: { type: 'string', enum: ['live', 'lagging', 'stopped', 'starting'] },
    partitions: list({ type: 'object' }),
  }),
  deadLetters: object({
    deadLetters: list(object({ ...coordinates, code: text, detail: text, appendedAt: integer })),
    next: { type: ['string', 'null'] },
  }),
  replay: object({ replayed: integer, skipped: list(object({ ...coordinates, reason: text })) }),
  ready: object({ ready: { type: 'boolean' }, reasons: list(text) }),
};
