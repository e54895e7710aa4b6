import type { Language } from '../../shared/format/locale.ts';

const en = {
  by: 'Break down by',
  titled: (title: string, dimension: string) => `${title} by ${dimension}`,
  foot: (base: string) => `Mark and change: ${base}`,
  noBase: 'Largest first',
  all: 'Show all',
  fewer: 'Show fewer',
  open: (name: string, value: string) => `${name}, ${value}: open the events`,
};
type BreakdownTexts = typeof en;
const id: BreakdownTexts = {
  by: 'Rinci menurut',
  titled: (title, dimension) => `${title} per ${dimension}`,
  foot: (base) => `Tanda dan perubahan: ${base}`,
  noBase: 'Terbesar dulu',
  all: 'Tampilkan semua',
  fewer: 'Tampilkan lebih sedikit',
  open: (name, value) => `${name}, ${value}: buka peristiwanya`,
};

export const breakdownTexts: Readonly<Record<Language, BreakdownTexts>> = { en, id };
