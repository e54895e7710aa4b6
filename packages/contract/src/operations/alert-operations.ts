import { z } from 'zod';
import { alertRecordVersion, type AlertOperation } from '../alerts.ts';

const text = z.string().min(1).max(4_000);
const base = {
  v: z.literal(alertRecordVersion),
  operation: text,
  alert: text,
  by: text,
  via: text,
  at: z.number(),
};

/** A record of the topic `operations` about an alert. Anybody can write to a topic: records are parsed like bodies. */
export const alertOperationSchema: z.ZodType<AlertOperation> = z.discriminatedUnion('kind', [
  z.object({ ...base, kind: z.literal('alert-acknowledge') }),
  z.object({ ...base, kind: z.literal('alert-assign'), assignee: text.nullable() }),
  z.object({ ...base, kind: z.literal('alert-comment'), text }),
]);
