import {
  aggregateMetricSchema,
  dashboardDefinitionSchema,
  eventDefinitionSchema,
  formulaMetricSchema,
  inhibitionDefinitionSchema,
  muteTimingDefinitionSchema,
  receiverDefinitionSchema,
  routeDefinitionSchema,
  ruleDefinitionSchema,
  sourceDefinitionSchema,
} from '@tidewatch/contract';
import { z } from 'zod';

const kinds = {
  event: eventDefinitionSchema,
  source: sourceDefinitionSchema,
  metric: z.union([formulaMetricSchema, aggregateMetricSchema]),
  dashboard: dashboardDefinitionSchema,
  rule: ruleDefinitionSchema,
  receiver: receiverDefinitionSchema,
  route: routeDefinitionSchema,
  inhibition: inhibitionDefinitionSchema,
  muteTiming: muteTimingDefinitionSchema,
};

/** Texts of the JSON Schemas for editors, by file name: the shapes that the loader checks, before its cross-checks. */
export function definitionSchemas(): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(kinds).map(([kind, schema]) => {
      const json = { ...z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }), title: `Tidewatch ${kind}` };
      return [`${kind}.json`, `${JSON.stringify(json, null, 2)}\n`];
    }),
  );
}
