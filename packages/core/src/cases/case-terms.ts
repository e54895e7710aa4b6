import { casesDefault, type CasesDefinition } from '@tidewatch/contract/catalog/case-definition';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { CaseTerms } from './case-queue.ts';

const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The terms of the types asked for; of all types with `cases` when none is asked for. */
export function caseTerms(catalog: Catalog, types: readonly string[]): ReadonlyMap<string, CaseTerms> {
  const asked = catalog.events.filter(({ event, cases }) =>
    types.length === 0 ? cases !== undefined : types.includes(event),
  );
  return new Map(asked.map(({ event, cases }) => [event, termsOf(cases ?? casesDefault)]));
}

/** How cases of a type can end. */
export function outcomesOf(catalog: Catalog, type: string): readonly string[] {
  const definition = catalog.events.find(({ event }) => event === type);
  return (definition?.cases ?? casesDefault).outcomes.map(({ name }) => name);
}

function termsOf({ within, until }: CasesDefinition): CaseTerms {
  return { withinMs: durationMs(within), untilMs: durationMs(until) };
}

/** Milliseconds of a duration that the catalog's schema has checked. */
function durationMs(text: string): number {
  return Number.parseInt(text, 10) * (unitMs[text.at(-1) ?? ''] ?? 0);
}
