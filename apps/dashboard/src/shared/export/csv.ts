import { zonedTime } from '../time/zones.ts';
import type { PanelTable, TableCell, TableColumn } from '../table/panel-table.ts';

/** A spreadsheet takes these at the beginning of a cell for a formula; an apostrophe before them makes it text (OWASP, "CSV Injection"). */
const formulaStart = /^[=+\-@\t\r]/;
const needsQuotes = /[",\r\n]/;
const byteOrderMark = '\ufeff';

const two = (value: number) => String(value).padStart(2, '0');

/** `2026-11-21T22:30:00+07:00`: ISO 8601 in the zone of the screen. */
export const isoInZone = (epochMs: number, zone: string): string => {
  const at = zonedTime(epochMs, zone);
  const wallMs = Date.UTC(at.year, at.month - 1, at.day, at.hour, at.minute, at.second);
  const offset = Math.round((wallMs - Math.floor(epochMs / 1000) * 1000) / 60_000);
  const date = `${at.year}-${two(at.month)}-${two(at.day)}T${two(at.hour)}:${two(at.minute)}:${two(at.second)}`;
  const size = Math.abs(offset);
  return `${date}${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
};

const fieldOf = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const textField = (text: string): string => fieldOf(formulaStart.test(text) ? `'${text}` : text);

const cellField = (cell: TableCell, { kind }: TableColumn, zone: string): string => {
  if (cell === null) return '';
  // Raw values stay numbers, a minus included: they come from the metric, not from anybody's text.
  if (typeof cell === 'number') return kind === 'time' ? isoInZone(cell, zone) : String(cell);
  return textField(cell);
};

/**
 * A table as CSV (RFC 4180: CRLF, quotes doubled), with a byte order mark so that spreadsheets read UTF-8. Numbers are raw, times ISO 8601
 * with their offset; text cannot be a formula.
 */
export const csvText = ({ columns, rows }: PanelTable, zone: string): string => {
  const head = columns.map(({ title, unit }) => textField(unit ? `${title} (${unit})` : title));
  const body = rows.map((row) => columns.map((column, index) => cellField(row[index] ?? null, column, zone)).join(','));
  return byteOrderMark + [head.join(','), ...body].map((line) => `${line}\r\n`).join('');
};

/** A file name of letters, digits and dashes. */
export const csvName = (title: string, epochMs: number, zone: string): string => {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  return `${words === '' ? 'panel' : words}-${isoInZone(epochMs, zone).slice(0, 16).replace(/[:T]/g, '-')}.csv`;
};
