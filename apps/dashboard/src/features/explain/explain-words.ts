import type { ExplainedInput, ExplainedPartial } from '@tidewatch/contract/queries';
import { formatNumber } from '../../shared/format/format-number.ts';
import { formatValue } from '../../shared/format/format-value.ts';
import type { Language } from '../../shared/format/locale.ts';
import type { ExplainTexts } from './messages.ts';

/** One row of the table of slices: the figures as people read them, and the part of the whole. */
export interface PartialRow {
  readonly key: string;
  readonly place: string;
  readonly offsets: string;
  readonly generation: string;
  readonly cells: string;
  readonly value: string;
  /** 0 to 1; null where parts do not add up. */
  readonly share: number | null;
  readonly open: boolean;
  readonly held: string;
  readonly counters: string;
}

/** In full: what adds up must be seen to. */
export const fullText = (value: number, unit: string | null, language: Language): string =>
  formatValue(value, unit, language).full;

/** The input in a sentence: what the number is, and of how many parts. */
export const inputSentence = (input: ExplainedInput, text: ExplainTexts, language: Language): string => {
  const value = input.value === null ? text.noData : fullText(input.value, input.unit, language);
  const count = input.partials.length + (input.omitted?.partials ?? 0);
  if (count === 0) return text.nothing(value);
  return text[input.merge](value, text.partials(count, formatNumber(count, language)));
};

const countersText = ({ counters }: ExplainedPartial, text: ExplainTexts, language: Language): string => {
  if (counters === null) return text.countersUnknown;
  const { read, late, duplicates, deadLetters } = counters;
  return [read, late, duplicates, deadLetters].map((count) => formatNumber(count, language)).join(' · ');
};

export const partialRows = (input: ExplainedInput, text: ExplainTexts, language: Language): readonly PartialRow[] =>
  input.partials.map((partial) => {
    const { generation, topic, epoch, partition, slice, through, cells, value, count, open, heldBy } = partial;
    const plain = (amount: number) => formatNumber(amount, language);
    const whole = input.value ?? 0;
    return {
      key: `${generation}/${topic}/${epoch}/${partition}/${slice}`,
      place: `${topic} ${partition}${epoch === 0 ? '' : `, ${text.epoch(epoch)}`}`,
      offsets: `${plain(slice)} – ${through === null ? text.through : plain(through)}`,
      generation: plain(generation),
      cells: plain(cells),
      value:
        (value === null ? '–' : fullText(value, input.unit, language)) +
        (count === undefined ? '' : ` ${text.of(plain(count))}`),
      share: input.merge === 'sum' && whole > 0 && value !== null ? value / whole : null,
      open,
      held: text.heldBy[heldBy],
      counters: countersText(partial, text, language),
    };
  });
