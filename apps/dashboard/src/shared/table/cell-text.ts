import { valueText } from '../format/format-value.ts';
import type { Language } from '../format/locale.ts';
import { plainText } from '../format/plain-text.ts';
import { formatDateMinute, formatMinute } from '../time/format-time.ts';
import type { Zone } from '../time/zones.ts';
import type { TableCell, TableColumn } from './panel-table.ts';

export interface CellSpeech {
  readonly language: Language;
  readonly zone: Zone;
  /** Every time of the table is of today: the day need not be said. */
  readonly today: boolean;
}

/** A cell in the words of the screen. Text comes from outside and stays text. */
export const cellText = (cell: TableCell, column: TableColumn, { language, zone, today }: CellSpeech): string => {
  if (cell === null) return '–';
  if (typeof cell === 'string') return plainText(cell);
  if (column.kind === 'number') return valueText(cell, column.unit ?? null, language);
  return today ? formatMinute(cell, zone) : formatDateMinute(cell, zone, language);
};
