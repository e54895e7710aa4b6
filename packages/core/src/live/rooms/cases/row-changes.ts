import type { CasesAnswer } from '@tidewatch/contract/operations/cases';
import type { LiveChanges } from '@tidewatch/contract/socket';
import { canonicalJson } from '../../../hashing/canonical-json.ts';

type CasesChanges = Extract<LiveChanges, { readonly kind: 'cases' }>;

/** What a queue's subscribers need to get from one answer to the next; null for nothing. Rows that are the same objects did not change. */
export function changesOf(before: CasesAnswer | null, after: CasesAnswer): CasesChanges | null {
  const known = new Map((before?.rows ?? []).map((row) => [row.event, row]));
  const rows = after.rows.filter((row) => known.get(row.event)?.case !== row.case || !known.has(row.event));
  for (const { event } of after.rows) known.delete(event);
  const gone = [...known.keys()].map(({ key }) => key);
  const { counts, truncated, history } = after;
  const isSame =
    rows.length === 0 &&
    gone.length === 0 &&
    before?.truncated === truncated &&
    before.history === history &&
    canonicalJson(before.counts) === canonicalJson(counts);
  return isSame ? null : { kind: 'cases', rows, gone, counts, truncated, history };
}
