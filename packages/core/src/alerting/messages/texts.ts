/** Words of messages. A function where words and numbers meet. */
export interface MessageTexts {
  readonly states: Readonly<Record<'firing' | 'resolved' | 'flapping' | 'repeat' | 'escalation', string>>;
  readonly alerts: (count: number) => string;
  readonly window: (over: string) => string;
  readonly firesAbove: (threshold: string) => string;
  readonly firesBelow: (threshold: string) => string;
  readonly condition: (condition: string) => string;
  readonly noData: string;
  readonly behind: string;
  readonly previousWeek: (value: string, change: string) => string;
  readonly previousDay: (value: string, change: string) => string;
  readonly baseline: (value: string) => string;
  readonly target: (value: string) => string;
  /** Without a duration: it has just begun. */
  readonly since: (time: string, duration: string | null) => string;
  readonly lasted: (from: string, to: string, duration: string) => string;
  readonly peak: (value: string, time: string) => string;
  /** `share` is null where it is not known. */
  readonly driver: (what: string, now: string, before: string, share: string | null) => string;
  readonly nobody: string;
  readonly nobodyHad: string;
  readonly acknowledgedBy: (who: string, time: string) => string;
  readonly assignedTo: (who: string) => string;
  readonly perhapsRepeated: string;
  readonly flapping: string;
  readonly more: (count: number) => string;
  readonly footer: (route: string, receiver: string) => string;
  readonly actions: Readonly<Record<'acknowledge' | 'silence' | 'open', string>>;
  readonly lastWeek: string;
  readonly threshold: string;
  readonly chartAside: (step: string, zone: string) => string;
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
  alerts: (count) => (count === 1 ? '1 alert' : `${count} alerts`),
  window: (over) => `in ${over}`,
  firesAbove: (threshold) => `fires above ${threshold}`,
  firesBelow: (threshold) => `fires below ${threshold}`,
  condition: (condition) => `fires when ${condition}`,
  noData: 'no data',
  behind: 'the numbers are behind',
  previousWeek: (value, change) => `${change} against ${value} at the same time last week`,
  previousDay: (value, change) => `${change} against ${value} at the same time yesterday`,
  baseline: (value) => `usually ${value}`,
  target: (value) => `target ${value}`,
  since: (time, duration) => `Since ${time}${duration === null ? '' : `, for ${duration}`}`,
  lasted: (from, to, duration) => `From ${from} to ${to}: ${duration}`,
  peak: (value, time) => `peak ${value} at ${time}`,
  driver: (what, now, before, share) =>
    `${share ?? 'Most'} of the change since last week comes from ${what}: ${now}, was ${before}`,
  nobody: 'Nobody has it yet',
  nobodyHad: 'Nobody acknowledged it',
  acknowledgedBy: (who, time) => `${who} has it since ${time}`,
  assignedTo: (who) => `Assigned to ${who}, not yet acknowledged`,
  perhapsRepeated: 'This may be a repeat: it is not known whether an earlier attempt arrived.',
  flapping: 'It fires and resolves again and again. You hear no more until it is steady.',
  more: (count) => `and ${count} more`,
  footer: (route, receiver) => `Sent by Tidewatch: route ${route}, receiver ${receiver}`,
  actions: { acknowledge: 'Acknowledge', silence: 'Silence 1 h', open: 'Open' },
  lastWeek: 'last week',
  threshold: 'Threshold',
  chartAside: (step, zone) => `every ${step}, ${zone}`,
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
  alerts: (count) => `${count} peringatan`,
  window: (over) => `dalam ${over}`,
  firesAbove: (threshold) => `aktif di atas ${threshold}`,
  firesBelow: (threshold) => `aktif di bawah ${threshold}`,
  condition: (condition) => `aktif bila ${condition}`,
  noData: 'tidak ada data',
  behind: 'angkanya terlambat',
  previousWeek: (value, change) => `${change} dibanding ${value} pada waktu yang sama minggu lalu`,
  previousDay: (value, change) => `${change} dibanding ${value} pada waktu yang sama kemarin`,
  baseline: (value) => `biasanya ${value}`,
  target: (value) => `target ${value}`,
  since: (time, duration) => `Sejak ${time}${duration === null ? '' : `, selama ${duration}`}`,
  lasted: (from, to, duration) => `Dari ${from} sampai ${to}: ${duration}`,
  peak: (value, time) => `puncak ${value} pada ${time}`,
  driver: (what, now, before, share) =>
    `${share ?? 'Sebagian besar'} perubahan sejak minggu lalu berasal dari ${what}: ${now}, sebelumnya ${before}`,
  nobody: 'Belum ada yang menangani',
  nobodyHad: 'Tidak ada yang menangani',
  acknowledgedBy: (who, time) => `Ditangani ${who} sejak ${time}`,
  assignedTo: (who) => `Ditugaskan kepada ${who}, belum diterima`,
  perhapsRepeated: 'Ini mungkin pengulangan: tidak diketahui apakah kiriman sebelumnya sampai.',
  flapping: 'Terus aktif dan selesai berulang kali. Anda tidak akan dikabari lagi sampai keadaannya tetap.',
  more: (count) => `dan ${count} lagi`,
  footer: (route, receiver) => `Dikirim oleh Tidewatch: rute ${route}, penerima ${receiver}`,
  actions: { acknowledge: 'Terima', silence: 'Diamkan 1 jam', open: 'Buka' },
  lastWeek: 'minggu lalu',
  threshold: 'Ambang',
  chartAside: (step, zone) => `setiap ${step}, ${zone}`,
  chart: (title, from, to) => `Grafik: ${title}, ${from} sampai ${to}`,
  runbook: 'Panduan',
};

export const messageTexts: Readonly<Record<'en' | 'id', MessageTexts>> = { en, id };
