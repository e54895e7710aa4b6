import { draftKeys, type DraftKey } from './rule-draft.ts';

/** What the server says of a draft, at the field that it concerns. */
export interface DraftProblems {
  readonly fields: Readonly<Partial<Record<DraftKey, string>>>;
  /** What concerns no single field. */
  readonly other: string | null;
}

export const noProblems: DraftProblems = { fields: {}, other: null };

/** `when: unknown variable "x"; over must be a multiple …` → each at its field. */
export const draftProblems = (detail: string): DraftProblems => {
  const fields: Partial<Record<DraftKey, string>> = {};
  const other: string[] = [];
  const separator = new RegExp(`; (?=(?:${draftKeys.join('|')})\\b)`);
  for (const part of detail.split(separator)) {
    const [, key, , rest] = /^(\w+)(\.[\w.]+)?\b:? *(.*)$/s.exec(part) ?? [];
    const field = draftKeys.find((candidate) => candidate === key);
    if (field === undefined) other.push(part);
    else fields[field] ??= part.startsWith(`${field}:`) ? (rest ?? part) : part;
  }
  return { fields, other: other.length === 0 ? null : other.join('; ') };
};
