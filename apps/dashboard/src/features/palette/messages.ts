const en = {
  palette: 'Search and commands',
  search: 'Go to, or do …',
  nothing: 'Nothing is called that.',
  sheet: 'Keyboard',
  pages: 'Page',
  dashboards: 'Dashboard',
  metrics: 'Metric',
  panels: 'On this page',
  commands: 'Command',
  openPalette: 'Search and commands',
  openSheet: 'Keyboard shortcuts',
  close: 'Close',
};
type PaletteTexts = typeof en;

const id: PaletteTexts = {
  palette: 'Cari dan perintah',
  search: 'Buka, atau lakukan …',
  nothing: 'Tidak ada yang bernama itu.',
  sheet: 'Papan tombol',
  pages: 'Halaman',
  dashboards: 'Dasbor',
  metrics: 'Metrik',
  panels: 'Di halaman ini',
  commands: 'Perintah',
  openPalette: 'Cari dan perintah',
  openSheet: 'Pintasan papan tombol',
  close: 'Tutup',
};

export const paletteTexts = { en, id };
