import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import {
  explainNotes,
  type ExplainAnswer,
  type ExplainedInput,
  type ExplainNoteCode,
} from '@tidewatch/contract/queries';
import type { EventsFacts } from './explain-events.ts';
import type { GatheredParts } from './explain-number.ts';
import type { ExplainPlan } from './plan-explain.ts';

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

interface NoteFacts {
  readonly plan: ExplainPlan;
  readonly gathered: GatheredParts;
  readonly catalog: Catalog;
  readonly asOf: number | null;
  readonly inputs: readonly ExplainedInput[];
  readonly events: EventsFacts;
  readonly now: number;
}

/** What a reader has to know so as not to take the number, or the list of events, for more than it is. */
export function explainNotesOf(facts: NoteFacts): ExplainAnswer['notes'] {
  const { plan, gathered, catalog, asOf, inputs, events, now } = facts;
  const metrics = plan.series.inputs;
  const types = new Set(metrics.flatMap(({ from }) => from));
  const listed = types.size > 0 && !events.other;
  const generations = new Set(gathered.inputs.flatMap((input) => input.inOrder().map(({ generation }) => generation)));
  const keptFrom = catalog.events
    .filter(({ event }) => types.has(event))
    .map(({ keep }) => now - Number.parseInt(keep, 10) * unitMs[keep.at(-1) as keyof typeof unitMs]);
  const said: Readonly<Record<ExplainNoteCode, boolean>> = {
    still_open: asOf === null || asOf < plan.toMs,
    history_unavailable: gathered.history === 'unavailable' || events.storeAway,
    partials_cut: inputs.some(({ omitted }) => omitted !== null),
    group_limit: gathered.others.some((others) => !others.isEmpty),
    other_cannot_be_listed: events.other,
    definitions_differ: generations.size > 1,
    not_a_count: metrics.length > 1 || metrics.some(({ measure }) => measure !== 'count'),
    list_is_wider: listed && metrics.some(({ where }) => where !== null),
    duplicate_horizon: listed,
    events_not_kept: listed && keptFrom.some((from) => plan.fromMs < from),
    about_the_pipeline: types.size === 0,
  };
  return (Object.keys(explainNotes) as ExplainNoteCode[])
    .filter((code) => said[code])
    .map((code) => ({ code, text: explainNotes[code] }));
}
