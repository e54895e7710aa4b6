/** Words of messages. A function where words and numbers meet. */
export interface MessageTexts {
  readonly states: Readonly<Record<'firing' | 'resolved' | 'flapping' | 'repeat' | 'escalation', string>>;
  readonly severities: Readonly<Record<'critical' | 'warning' | 'info', string>>;
  readonly alerts: (count: number) => string;
  readonly against: (value: string, condition: string) => string;
  readonly noData: string;
  readonly behind: string;
  readonly previousWeek: (value: string, change: string) => string;
  readonly previousDay: (value: string, change: string) => string;
  readonly baseline: (value: string) => string;
  readonly target: (value: string) => string;
  readonly since: (time: string, duration: string) => string;
  readonly lasted: (from: string, to: string, duration: string) => string;
  readonly peak: (value: string, time: string) => string;
  readonly driver: (value: string, dimension: string, now: string, before: string) => string;
  readonly driverShare: (value: string, dimension: string, share: string) => string;
  readonly nobody: string;
  readonly acknowledgedBy: (who: string, time: string) => string;
  readonly assignedTo: (who: string) => string;
  readonly perhapsRepeated: string;
  readonly flapping: string;
  readonly more: (count: number) => string;
  readonly footer: (route: string, receiver: string) => string;
  readonly actions: Readonly<Record<'acknowledge' | 'silence' | 'open', string>>;
  readonly lastWeek: string;
  readonly chart: (title: string, from: string, to: string) => string;
  readonly runbook: string;
}

const en: MessageTexts = {
  states: {
    firing: 'Firing',
    resolved: 'Resolved',
    flapping: 'Flapping',
    repeat: 'Still firing',
    escalation: 'Nobody has acknowledged',
  },
  severities: { critical: 'Critical', warning: 'Warning', info: 'For information' },
  alerts: (count) => (count === 1 ? '1 alert' : `${count} alerts`),
  against: (value, condition) => `${value}; the rule says ${condition}`,
  noData: 'no data',
  behind: 'the numbers are behind',
  previousWeek: (value, change) => `${change} against ${value} at the same time last week`,
  previousDay: (value, change) => `${change} against ${value} at the same time yesterday`,
  baseline: (value) => `usually ${value}`,
  target: (value) => `target ${value}`,
  since: (time, duration) => `Since ${time}, for ${duration}`,
  lasted: (from, to, duration) => `From ${from} to ${to}: ${duration}`,
  peak: (value, time) => `peak ${value} at ${time}`,
  driver: (value, dimension, now, before) =>
    `Most of the change comes from ${value} (${dimension}): ${before} → ${now}`,
  driverShare: (value, dimension, share) => `${share} of the change comes from ${value} (${dimension})`,
  nobody: 'Nobody has it yet',
  acknowledgedBy: (who, time) => `${who} has it since ${time}`,
  assignedTo: (who) => `Assigned to ${who}, not yet acknowledged`,
  perhapsRepeated: 'This may be a repeat: it is not known whether an earlier attempt arrived.',
  flapping: 'It fires and resolves again and again. You hear no more until it is steady.',
  more: (count) => `and ${count} more`,
  footer: (route, receiver) => `Sent by Tidewatch: route ${route}, receiver ${receiver}`,
  actions: { acknowledge: 'Acknowledge', silence: 'Silence 1 h', open: 'Open' },
  lastWeek: 'last week',
  chart: (title, from, to) => `Chart: ${title}, ${from} to ${to}`,
  runbook: 'Runbook',
};

const id: MessageTexts = {
  states: {
    firing: 'Aktif',
    resolved: 'Selesai',
    flapping: 'Naik-turun',
    repeat: 'Masih aktif',
    escalation: 'Belum ada yang menerima',
  },
  severities: { critical: 'Kritis', warning: 'Peringatan', info: 'Informasi' },
  alerts: (count) => `${count} peringatan`,
  against: (value, condition) => `${value}; aturannya ${condition}`,
  noData: 'tidak ada data',
  behind: 'angkanya terlambat',
  previousWeek: (value, change) => `${change} dibanding ${value} pada waktu yang sama minggu lalu`,
  previousDay: (value, change) => `${change} dibanding ${value} pada waktu yang sama kemarin`,
  baseline: (value) => `biasanya ${value}`,
  target: (value) => `target ${value}`,
  since: (time, duration) => `Sejak ${time}, selama ${duration}`,
  lasted: (from, to, duration) => `Dari ${from} sampai ${to}: ${duration}`,
  peak: (value, time) => `puncak ${value} pada ${time}`,
  driver: (value, dimension, now, before) =>
    `Sebagian besar perubahan berasal dari ${value} (${dimension}): ${before} → ${now}`,
  driverShare: (value, dimension, share) => `${share} dari perubahan berasal dari ${value} (${dimension})`,
  nobody: 'Belum ada yang menangani',
  acknowledgedBy: (who, time) => `Ditangani ${who} sejak ${time}`,
  assignedTo: (who) => `Ditugaskan kepada ${who}, belum diterima`,
  perhapsRepeated: 'Ini mungkin pengulangan: tidak diketahui apakah kiriman sebelumnya sampai.',
  flapping: 'Terus aktif dan selesai berulang kali. Anda tidak akan dikabari lagi sampai keadaannya tetap.',
  more: (count) => `dan ${count} lagi`,
  footer: (route, receiver) => `Dikirim oleh Tidewatch: rute ${route}, penerima ${receiver}`,
  actions: { acknowledge: 'Terima', silence: 'Diamkan 1 jam', open: 'Buka' },
  lastWeek: 'minggu lalu',
  chart: (title, from, to) => `Grafik: ${title}, ${from} sampai ${to}`,
  runbook: 'Panduan',
};

export const messageTexts: Readonly<Record<'en' | 'id', MessageTexts>> = { en, id };
