import type { Language } from '../../shared/format/locale.ts';

const en = {
  by: 'Rows',
  metric: 'Metric',
  spans: { day: 'Day over day', week: 'Week over week', month: 'Month over month' },
  spanHints: {
    day: 'Today so far against yesterday to the same minute',
    week: 'The last 7 days against the 7 before',
    month: 'The last 28 days against the 28 before: the same weekdays',
  },
  before: (span: string) => `${span}, before`,
  growthOf: (span: string) => `${span}, change`,
  open: (name: string) => `${name}: open the events`,
  openPage: (name: string) => `${name}: about this metric`,
};
type TableTexts = typeof en;
const id: TableTexts = {
  by: 'Baris',
  metric: 'Metrik',
  spans: { day: 'Hari ke hari', week: 'Minggu ke minggu', month: 'Bulan ke bulan' },
  spanHints: {
    day: 'Hari ini sejauh ini dibanding kemarin sampai menit yang sama',
    week: '7 hari terakhir dibanding 7 hari sebelumnya',
    month: '28 hari terakhir dibanding 28 hari sebelumnya: hari yang sama',
  },
  before: (span) => `${span}, sebelumnya`,
  growthOf: (span) => `${span}, perubahan`,
  open: (name) => `${name}: buka peristiwanya`,
  openPage: (name) => `${name}: tentang metrik ini`,
};

export const tableTexts: Readonly<Record<Language, TableTexts>> = { en, id };
