import type { EventDefinition, FieldDefinition } from '@tidewatch/contract';

/** Declared fields of several event types together. A field that they declare differently is in `conflicts`. */
export function eventFields(events: readonly EventDefinition[]): {
  readonly fields: ReadonlyMap<string, FieldDefinition>;
  readonly conflicts: readonly string[];
} {
  const fields = new Map<string, FieldDefinition>();
  const conflicts = new Set<string>();
  for (const event of events) {
    for (const [name, field] of Object.entries(event.data)) {
      const before = fields.get(name);
      if (before !== undefined && (before.type !== field.type || before.currency !== field.currency))
        conflicts.add(name);
      fields.set(name, before === undefined ? field : { ...before, dimension: before.dimension || field.dimension });
    }
  }
  return { fields, conflicts: [...conflicts] };
}
