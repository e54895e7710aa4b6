import type { Coordinates, DeadLetter, EventItem, EventsAnswer, IngestAnswer } from '@tidewatch/contract/events';
import type {
  CaseAnswer,
  CaseCounts,
  CaseEvent,
  CaseRow,
  CasesAnswer,
  CaseState,
  CaseSummary,
  Done,
  Person,
} from '@tidewatch/contract/operations/cases';
import type { DeadLettersPage } from '../dead-letters/list-dead-letters.ts';
import type { ReplayAnswer } from '../dead-letters/replay-dead-letters.ts';
import { answerOf, boolean, history, instant, integer, list, nullable, text, type Schema } from './answer-of.ts';

export const ingestAnswer = answerOf<IngestAnswer>({
  accepted: integer,
  rejected: list(answerOf<IngestAnswer['rejected'][number]>({ index: integer, code: text, detail: text })),
});

const coordinates = { topic: text, partition: integer, offset: integer };
const done = { by: answerOf<Person>({ id: text, name: text }), at: instant };
const summary: Record<keyof CaseSummary, Schema> = {
  key: text,
  claim: nullable(answerOf<Done>(done)),
  outcome: nullable(answerOf<Done & { readonly name: string }>({ ...done, name: text })),
  comments: integer,
  firstAt: instant,
  lastAt: instant,
};

export const eventFields: Record<keyof EventItem, Schema> = {
  ...coordinates,
  key: { type: 'string', description: 'Stable name of the event, safe in URLs. Duplicates share it.' },
  id: text,
  source: text,
  type: text,
  time: { type: 'string', format: 'date-time' },
  appendedAt: { type: 'string', format: 'date-time' },
  subject: nullable(text),
  data: {
    type: 'object',
    description: 'The declared fields; money in major units.',
    additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
  },
  masked: { ...list(text), description: 'Fields that this caller may not see.' },
  case: answerOf<CaseSummary>(summary),
};
const event = answerOf<EventItem>(eventFields, ['masked', 'case']);

export const eventsAnswer = answerOf<EventsAnswer>(
  {
    events: list(event),
    next: { ...nullable(text), description: 'The cursor for `after`; null at the end.' },
    scanned: {
      ...integer,
      description:
        'Events looked through for this page, with `metric` or `find`, or where a page is not full although there is more.',
    },
  },
  ['scanned'],
);

const entry: Schema = {
  type: 'object',
  description: 'One thing that was done: `act`, and what goes with it.',
  required: ['act', 'by', 'at', 'request'],
  properties: { act: text, ...done, request: text },
};
const oneCase = answerOf<CaseState>({
  ...summary,
  event: answerOf<CaseEvent>({ key: text, source: text, id: text, type: text, time: instant }),
  history: list(entry),
});

/** One event and what people did about it. */
export const caseAnswer = answerOf<CaseAnswer>({ event, case: nullable(oneCase) });

/** The queue. */
export const casesAnswer = answerOf<CasesAnswer>({
  rows: list(answerOf<CaseRow>({ event, case: nullable(answerOf<CaseSummary>(summary)) })),
  counts: answerOf<CaseCounts>({
    open: integer,
    free: integer,
    claimed: integer,
    over: integer,
    doneToday: integer,
    medianContactMs: nullable({ type: 'number' }),
    byPerson: { type: 'object', additionalProperties: integer },
  }),
  truncated: boolean,
  history,
});

export const deadLettersAnswer = answerOf<DeadLettersPage>({
  deadLetters: list(
    answerOf<DeadLetter>({
      v: { const: 1 },
      ...coordinates,
      code: text,
      detail: text,
      type: nullable(text),
      source: nullable(text),
      appendedAt: instant,
      key: nullable(text),
      value: { ...nullable(text), description: 'The original bytes in base64, cut to 64 KiB.' },
      valueBytes: integer,
    }),
  ),
  next: nullable(text),
});

export const replayAnswer = answerOf<ReplayAnswer>({
  replayed: integer,
  skipped: list(answerOf<Coordinates & { readonly reason: string }>({ ...coordinates, reason: text })),
});
