const en = {
  leave: 'Leave wall mode (f)',
  toggle: 'Wall mode',
  newBuild: 'A new version is ready',
  reload: 'Reload',
  places: {
    'Asia/Jakarta': 'WIB, Jakarta',
    'Asia/Makassar': 'WITA, Makassar',
    'Asia/Jayapura': 'WIT, Jayapura',
    UTC: 'UTC',
  },
};
type WallTexts = typeof en;

const id: WallTexts = {
  leave: 'Keluar dari mode dinding (f)',
  toggle: 'Mode dinding',
  newBuild: 'Versi baru sudah siap',
  reload: 'Muat ulang',
  places: en.places,
};

export const wallTexts = { en, id };
