import type { Language } from '../../shared/format/locale.ts';

const en = {
  weeks: (weeks: number) => (weeks === 1 ? 'average hour, last week' : `average hour, last ${weeks} weeks`),
  weekday: 'Weekday',
  hour: 'Hour',
  average: 'Average',
  hours: 'Hours counted',
  none: 'no value',
  cell: (weekday: string, hour: string, value: string) => `${weekday} ${hour}: ${value}`,
  openNewest: (time: string) => `open the events of ${time}`,
};
type HeatTexts = typeof en;
const id: HeatTexts = {
  weeks: (weeks) =>
    weeks === 1 ? 'rata-rata per jam, seminggu terakhir' : `rata-rata per jam, ${weeks} minggu terakhir`,
  weekday: 'Hari',
  hour: 'Jam',
  average: 'Rata-rata',
  hours: 'Jam terhitung',
  none: 'tidak ada nilai',
  cell: (weekday, hour, value) => `${weekday} ${hour}: ${value}`,
  openNewest: (time) => `buka peristiwa ${time}`,
};

export const heatTexts: Readonly<Record<Language, HeatTexts>> = { en, id };
