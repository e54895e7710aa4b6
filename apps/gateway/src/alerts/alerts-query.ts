import type { AlertsFilter } from '@tidewatch/core/alerting/book/alert-book';
import { z } from 'zod';

const names = (max: number) => z.array(z.string().max(max)).max(64).default([]);

/** The parameters of `GET /v1/alerts` and of the live query `alerts`. */
export const alertsQuerySchema = z.object({
  state: z
    .array(z.enum(['pending', 'firing', 'resolved']))
    .max(3)
    .default([]),
  rule: names(100),
  label: z
    .array(
      z
        .string()
        .max(300)
        .regex(/^[^:]+:/, 'label is name:value'),
    )
    .max(64)
    .default([]),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

/** Lists are sorted, so that equal questions are one room. */
export function alertsFilter(query: z.infer<typeof alertsQuerySchema>): AlertsFilter {
  return {
    state: query.state.toSorted(),
    rule: query.rule.toSorted(),
    label: query.label.toSorted(),
    limit: query.limit,
  };
}
