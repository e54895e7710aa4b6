import type { RejectionCode } from '@tidewatch/contract/errors';
import { plural } from '../../shared/i18n/plural.ts';

const rules = new Intl.PluralRules('en');

const codes: Readonly<Record<RejectionCode, string>> = {
  invalid_utf8: 'Not UTF-8',
  invalid_json: 'Not JSON',
  invalid_envelope: 'Envelope incomplete',
  unsupported_version: 'Unknown CloudEvents version',
  missing_id: 'No id',
  invalid_time: 'No valid time',
  time_in_future: 'Time in the future',
  unknown_type: 'Unknown event type',
  invalid_data: 'A field is wrong',
  too_large: 'Too large',
  empty_value: 'No content',
  invalid_change: 'Not a change event',
};

const en = {
  title: 'Dead letters',
  aside: 'events that could not be used, newest first',
  codes,
  all: 'All reasons',
  reason: 'Reason',
  today: (count: string) => `${count} today`,
  none: 'No dead letters',
  noneText: 'Every event that is kept here could be used. The pipeline is healthy.',
  noneOfCode: 'None with this reason is kept.',
  failed: 'The dead letters could not be loaded.',
  again: 'Try again',
  more: 'Load older',
  showNew: 'Show the newest',
  select: (place: string) => `Select ${place}`,
  selectAll: 'Select all that are listed and can be sent again',
  appended: 'Appended',
  what: 'What is wrong',
  from: 'Event',
  coordinates: 'Coordinates',
  content: 'Content',
  hidden: (size: string) => `${size}, hidden`,
  hiddenHint:
    'What could not be read may hold anything about anybody, so its content is not shown here. It is kept in the log.',
  unknownType: 'type not known',
  replay: 'Send again',
  replaySelected: (count: string) => `Send ${count} again`,
  replayAll: 'Send all of this reason again',
  cannot: 'Only records of the topic “events” can be sent again from here; other topics belong to others.',
  confirmTitle: 'Send dead letters again?',
  confirmSome: (count: number, text: string) =>
    `${text} ${plural(rules, count, { one: 'record', other: 'records' })} will be appended to the topic “events” again, in the same partition.`,
  confirmAll: (reason: string) =>
    `All records with the reason “${reason}” that are kept will be appended to the topic “events” again.`,
  confirmHint:
    'Mend the cause first: what is still wrong becomes a dead letter again. What was sent again before counts once.',
  confirm: 'Send again',
  cancel: 'Cancel',
  sending: 'Sending',
  replayed: (count: number, text: string) =>
    `${text} ${plural(rules, count, { one: 'record', other: 'records' })} sent again.`,
  skipped: (count: number, text: string) => `${text} left out:`,
  replayFailed: 'Nothing is known to be sent: the server did not answer. Doing it again is safe.',
  bytes: (count: string) => `${count} B`,
  kilobytes: (count: string) => `${count} kB`,
};

export type DeadLetterTexts = typeof en;

const id: DeadLetterTexts = {
  title: 'Surat mati',
  aside: 'peristiwa yang tidak dapat dipakai, terbaru dahulu',
  codes: {
    invalid_utf8: 'Bukan UTF-8',
    invalid_json: 'Bukan JSON',
    invalid_envelope: 'Amplop tidak lengkap',
    unsupported_version: 'Versi CloudEvents tidak dikenal',
    missing_id: 'Tanpa id',
    invalid_time: 'Waktu tidak sah',
    time_in_future: 'Waktu di masa depan',
    unknown_type: 'Jenis peristiwa tidak dikenal',
    invalid_data: 'Ada kolom yang salah',
    too_large: 'Terlalu besar',
    empty_value: 'Tanpa isi',
    invalid_change: 'Bukan peristiwa perubahan',
  },
  all: 'Semua alasan',
  reason: 'Alasan',
  today: (count) => `${count} hari ini`,
  none: 'Tidak ada surat mati',
  noneText: 'Setiap peristiwa yang disimpan di sini dapat dipakai. Alur data sehat.',
  noneOfCode: 'Tidak ada yang tersimpan dengan alasan ini.',
  failed: 'Surat mati tidak dapat dimuat.',
  again: 'Coba lagi',
  more: 'Muat yang lebih lama',
  showNew: 'Tampilkan yang terbaru',
  select: (place) => `Pilih ${place}`,
  selectAll: 'Pilih semua yang terdaftar dan bisa dikirim lagi',
  appended: 'Masuk',
  what: 'Apa yang salah',
  from: 'Peristiwa',
  coordinates: 'Koordinat',
  content: 'Isi',
  hidden: (size) => `${size}, disembunyikan`,
  hiddenHint:
    'Yang tidak terbaca bisa berisi apa pun tentang siapa pun, jadi isinya tidak ditampilkan. Isinya tetap ada di log.',
  unknownType: 'jenis tidak diketahui',
  replay: 'Kirim lagi',
  replaySelected: (count) => `Kirim ${count} lagi`,
  replayAll: 'Kirim lagi semua dengan alasan ini',
  cannot: 'Hanya catatan dari topik “events” yang dapat dikirim lagi dari sini; topik lain milik pihak lain.',
  confirmTitle: 'Kirim lagi surat mati?',
  confirmSome: (_, text) => `${text} catatan akan ditambahkan lagi ke topik “events”, di partisi yang sama.`,
  confirmAll: (reason) => `Semua catatan tersimpan dengan alasan “${reason}” akan ditambahkan lagi ke topik “events”.`,
  confirmHint:
    'Perbaiki dulu penyebabnya: yang masih salah menjadi surat mati lagi. Yang pernah dikirim lagi dihitung sekali.',
  confirm: 'Kirim lagi',
  cancel: 'Batal',
  sending: 'Mengirim',
  replayed: (_, text) => `${text} catatan dikirim lagi.`,
  skipped: (_, text) => `${text} tidak dikirim:`,
  replayFailed: 'Tidak diketahui apakah terkirim: server tidak menjawab. Mengulanginya aman.',
  bytes: (count) => `${count} B`,
  kilobytes: (count) => `${count} kB`,
};

export const deadLetterTexts = { en, id };
