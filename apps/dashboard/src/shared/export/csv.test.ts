import { describe, expect, it } from 'vitest';
import type { PanelTable } from '../table/panel-table.ts';
import { csvName, csvText, isoInZone } from './csv.ts';

const table = (...cells: readonly (string | number | null)[]): PanelTable => ({
  columns: cells.map((cell, index) => ({ title: `c${index}`, kind: typeof cell === 'number' ? 'number' : 'text' })),
  rows: [cells],
});
const line = (...cells: readonly (string | number | null)[]) =>
  csvText(table(...cells), 'Asia/Jakarta')
    .split('\r\n')
    .slice(1)
    .join('\r\n')
    .slice(0, -2);

describe('csv', () => {
  it('begins with a byte order mark, has a head with units, and ends each line with CRLF', () => {
    const given: PanelTable = { columns: [{ title: 'Orders', kind: 'number', unit: 'IDR' }], rows: [[1.5], [null]] };
    expect(csvText(given, 'UTC')).toBe('\ufeffOrders (IDR)\r\n1.5\r\n\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx'])('takes %j as text, not as a formula', (text) => {
    expect(line(text).replaceAll('"', '')).toBe(`'${text}`);
  });

  it('leaves numbers raw, the negative ones too', () => {
    expect(line(-0.0193, 1e6)).toBe('-0.0193,1000000');
  });

  it('quotes what would break a line', () => {
    expect(line('a,b', 'say "x"', 'two\nlines')).toBe('"a,b","say ""x""","two\nlines"');
  });

  it('keeps hostile text whole', () => {
    expect(line('"><img onerror=x>')).toBe('"""><img onerror=x>"');
  });

  it('says times with their offset', () => {
    const at = Date.UTC(2026, 10, 21, 15, 30);
    expect(['Asia/Jakarta', 'UTC', 'America/St_Johns'].map((zone) => isoInZone(at, zone))).toEqual([
      '2026-11-21T22:30:00+07:00',
      '2026-11-21T15:30:00+00:00',
      '2026-11-21T12:00:00-03:30',
    ]);
    const given: PanelTable = { columns: [{ title: 't', kind: 'time' }], rows: [[at]] };
    expect(csvText(given, 'Asia/Jakarta')).toContain('2026-11-21T22:30:00+07:00');
  });

  it('has a harmless file name', () => {
    expect(csvName('../Pesanan "dibatalkan"', Date.UTC(2026, 10, 21), 'UTC')).toBe(
      'pesanan-dibatalkan-2026-11-21-00-00.csv',
    );
    expect(csvName('订单', 0, 'UTC')).toBe('panel-1970-01-01-00-00.csv');
  });
});
