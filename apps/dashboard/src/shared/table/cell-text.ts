import { valueText } from '../format/format-value.ts';
import type { Language } from '../format/locale.ts';
import { plainText } from '../format/plain-text.ts';
import { formatDateMinute } from '../time/format-time.ts';
import type { Zone } from '../time/zones.ts';
import type { TableCell, TableColumn } from './panel-table.ts';

/** A cell in the words of the screen. Text comes from outside and stays text. */
export const cellText = (cell: TableCell, column: TableColumn, language: Language, zone: Zone): string => {
  if (cell === null) return '–';
  if (typeof cell === 'string') return plainText(cell);
  return column.kind === 'time'
    ? formatDateMinute(cell, zone, language)
    : valueText(cell, column.unit ?? null, language);
};
