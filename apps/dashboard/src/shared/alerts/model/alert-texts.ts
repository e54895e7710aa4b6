import type { Severity } from '@tidewatch/contract/alerts';
import type { Language } from '../../format/locale.ts';
import type { Standing } from './standing.ts';

const standingsEn: Record<Standing, string> = {
  firing: 'Firing',
  acknowledged: 'Acknowledged',
  pending: 'Pending',
  resolved: 'Resolved',
};
const severitiesEn: Record<Severity, string> = { critical: 'Critical', warning: 'Warning', info: 'Info' };

const en = {
  standings: standingsEn,
  severities: severitiesEn,
  since: (time: string, length: string) => `since ${time} · ${length}`,
  until: (time: string, length: string) => `until ${time} · ${length}`,
  pendingFor: (length: string, whole: string) => `${length} of ${whole}`,
  within: (value: string, span: string) => `${value} in ${span}`,
  threshold: (value: string) => `threshold ${value}`,
  mostly: (value: string, dimension: string) => `Mostly ${dimension} ${value}`,
  share: (share: string) => `${share} of the change`,
  noValue: 'no value',
  noData: 'No data for longer than the rule allows.',
  behind: 'The numbers are behind for longer than the rule allows.',
  flapping: 'Flapping',
  silenced: 'Silenced',
  inhibited: 'Inhibited',
  muted: 'Muted',
  acknowledgedBy: (name: string, time: string) => `${name}, ${time}`,
  has: (name: string) => `${name} has it`,
  acknowledge: 'Acknowledge',
  silence: 'Silence',
  acknowledged: (title: string) => `Acknowledged: ${title}`,
  lost: 'The server did not answer. Try again.',
  peak: (value: string) => `peak ${value}`,
  firingSince: (time: string) => `Firing since ${time}`,
  counts: (firing: string, pending: string) => `${firing} firing · ${pending} pending`,
};

type AlertTexts = typeof en;

const id: AlertTexts = {
  standings: { firing: 'Menyala', acknowledged: 'Ditangani', pending: 'Menunggu', resolved: 'Selesai' },
  severities: { critical: 'Kritis', warning: 'Peringatan', info: 'Info' },
  since: (time, length) => `sejak ${time} · ${length}`,
  until: (time, length) => `sampai ${time} · ${length}`,
  pendingFor: (length, whole) => `${length} dari ${whole}`,
  within: (value, span) => `${value} dalam ${span}`,
  threshold: (value) => `ambang ${value}`,
  mostly: (value, dimension) => `Terutama ${dimension} ${value}`,
  share: (share) => `${share} dari perubahan`,
  noValue: 'tanpa nilai',
  noData: 'Tidak ada data lebih lama dari yang diizinkan aturan.',
  behind: 'Angka terlambat lebih lama dari yang diizinkan aturan.',
  flapping: 'Naik turun',
  silenced: 'Dibisukan',
  inhibited: 'Ditahan',
  muted: 'Jam tenang',
  acknowledgedBy: (name, time) => `${name}, ${time}`,
  has: (name) => `Dipegang ${name}`,
  acknowledge: 'Tangani',
  silence: 'Bisukan',
  acknowledged: (title) => `Ditangani: ${title}`,
  lost: 'Server tidak menjawab. Coba lagi.',
  peak: (value) => `puncak ${value}`,
  firingSince: (time) => `Menyala sejak ${time}`,
  counts: (firing, pending) => `${firing} menyala · ${pending} menunggu`,
};

/** What more than one screen says of an alert. */
export const alertTexts: Readonly<Record<Language, AlertTexts>> = { en, id };
export type { AlertTexts };
