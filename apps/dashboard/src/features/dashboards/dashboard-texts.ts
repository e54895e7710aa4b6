import type { Language } from '../../shared/format/locale.ts';

const en = {
  goneTitle: 'This screen does not exist',
  goneText: (name: string) => `The catalog has no dashboard “${name}”. It may have been renamed or switched off.`,
  home: 'To the start page',
};
type DashboardTexts = typeof en;
const id: DashboardTexts = {
  goneTitle: 'Layar ini tidak ada',
  goneText: (name) => `Katalog tidak memiliki dasbor “${name}”. Mungkin namanya diganti atau dimatikan.`,
  home: 'Ke halaman awal',
};

export const dashboardTexts: Readonly<Record<Language, DashboardTexts>> = { en, id };
