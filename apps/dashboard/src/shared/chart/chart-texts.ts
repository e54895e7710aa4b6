import type { Language } from '../format/locale.ts';

const en = {
  today: 'Today',
  by: 'Break down by',
  target: (value: string) => `Target ${value}`,
  threshold: (value: string) => `Threshold ${value}`,
  every: (step: string) => `every ${step}`,
  reading: (value: string) => `${value} now`,
  openHint: 'Click or Enter: the events',
  zoomHint: 'Release or Enter: zoom all charts',
  noValue: 'No value',
};
type ChartTexts = typeof en;
const id: ChartTexts = {
  today: 'Hari ini',
  by: 'Rinci menurut',
  target: (value) => `Target ${value}`,
  threshold: (value) => `Ambang ${value}`,
  every: (step) => `tiap ${step}`,
  reading: (value) => `${value} sekarang`,
  openHint: 'Klik atau Enter: peristiwanya',
  zoomHint: 'Lepas atau Enter: perbesar semua grafik',
  noValue: 'Tidak ada nilai',
};

export const chartTexts: Readonly<Record<Language, ChartTexts>> = { en, id };
