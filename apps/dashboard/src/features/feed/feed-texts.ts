import type { Language } from '../../shared/format/locale.ts';

const en = {
  kind: 'Kind of event',
  all: 'All',
  next: 'Next event of the feed',
  previous: 'Previous event of the feed',
  open: 'Open the event',
  group: 'Event feed',
  until: (time: string) => `Events up to ${time}, newest first`,
  emptyRange: 'No event of these kinds in this time.',
  emptyFilter: 'No event of these kinds for this filter lately. The source is healthy.',
  away: 'The list of past events did not answer. It is asked again with the next change.',
  columns: { time: 'Time', kind: 'Kind', subject: 'Subject', id: 'Event id', source: 'Source' },
};
type FeedTexts = typeof en;
const id: FeedTexts = {
  kind: 'Jenis peristiwa',
  all: 'Semua',
  next: 'Peristiwa berikutnya',
  previous: 'Peristiwa sebelumnya',
  open: 'Buka peristiwa',
  group: 'Daftar peristiwa',
  until: (time) => `Peristiwa sampai ${time}, terbaru dulu`,
  emptyRange: 'Tidak ada peristiwa jenis ini dalam waktu ini.',
  emptyFilter: 'Belakangan ini tidak ada peristiwa jenis ini untuk saringan ini. Sumbernya sehat.',
  away: 'Daftar peristiwa lampau tidak menjawab. Ditanyakan lagi pada perubahan berikutnya.',
  columns: { time: 'Waktu', kind: 'Jenis', subject: 'Subjek', id: 'Id peristiwa', source: 'Sumber' },
};

export const feedTexts: Readonly<Record<Language, FeedTexts>> = { en, id };
