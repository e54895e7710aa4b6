import { severities, type Severity } from '@tidewatch/contract/alerts';
import type { Rule } from '@tidewatch/contract/catalog/rule-definition';
import { spanMs, spanText } from '../../../shared/alerts/model/span-text.ts';

/** What can be tried of a rule, as texts of a form. An empty `when` is a rule that fires by silence or lag alone. */
export interface RuleDraft {
  readonly when: string;
  /** Empty: over when `when` is no longer true. */
  readonly clear: string;
  readonly over: string;
  readonly for: string;
  readonly keepFiring: string;
  readonly minCount: string;
  readonly severity: string;
}

export const draftKeys = ['when', 'clear', 'over', 'for', 'keepFiring', 'minCount', 'severity'] as const;
export type DraftKey = (typeof draftKeys)[number];
export type DraftChanges = Readonly<Partial<Record<DraftKey, string>>>;

export const savedDraft = (rule: Rule): RuleDraft => ({
  when: rule.when ?? '',
  clear: rule.clear ?? '',
  over: spanText(rule.overMs),
  for: spanText(rule.forMs),
  keepFiring: spanText(rule.keepFiringMs),
  minCount: String(rule.minCount),
  severity: rule.severity,
});

/** Lengths that mean the same are the same: `60m` is no change of `1h`. */
const canonical = (key: DraftKey, text: string): string => {
  const trimmed = text.trim();
  const ms = key === 'over' || key === 'for' || key === 'keepFiring' ? spanMs(trimmed) : null;
  return ms === null ? trimmed : spanText(ms);
};

/** What differs from the rule as it is saved. */
export const changesOf = (saved: RuleDraft, draft: RuleDraft): DraftChanges =>
  Object.fromEntries(
    draftKeys
      .filter((key) => canonical(key, saved[key]) !== canonical(key, draft[key]))
      .map((key) => [key, canonical(key, draft[key])]),
  );

/** The saved rule with changes, as they stand in an address: what cannot be is left out. */
export const draftWith = (saved: RuleDraft, changes: Readonly<Record<string, string | undefined>>): RuleDraft => ({
  ...saved,
  ...Object.fromEntries(
    draftKeys.flatMap((key) => {
      const text = changes[key];
      if (text === undefined || (key === 'severity' && !severities.includes(text as Severity))) return [];
      return [[key, text]];
    }),
  ),
});

/** Lengths of nothing are the number in YAML. */
const lengthOf = (text: string): string | number => (text === '0' ? 0 : text);

/** The keys of the rule's YAML that shall be tried instead of the catalog's. */
export const draftBody = (changes: DraftChanges): Readonly<Record<string, unknown>> => {
  const { minCount, clear, for: held, keepFiring, ...texts } = changes;
  return {
    ...texts,
    ...(clear === undefined ? {} : { clear: clear === '' ? null : clear }),
    ...(held === undefined ? {} : { for: lengthOf(held) }),
    ...(keepFiring === undefined ? {} : { keepFiring: lengthOf(keepFiring) }),
    ...(minCount === undefined ? {} : { minCount: /^\d+$/.test(minCount) ? Number(minCount) : minCount }),
  };
};
