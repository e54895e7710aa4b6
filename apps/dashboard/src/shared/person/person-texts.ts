import type { Language } from '../format/locale.ts';

const en = {
  title: 'What should others call you?',
  sentence:
    'Others see this name on what you do. It is kept in this browser. It is not a login: anybody can use any name.',
  label: 'Your name',
  save: 'Save and go on',
  cancel: 'Cancel',
};

type PersonTexts = typeof en;

const id: PersonTexts = {
  title: 'Siapa nama Anda?',
  sentence:
    'Orang lain melihat nama ini pada apa yang Anda lakukan. Disimpan di peramban ini. Ini bukan login: siapa pun dapat memakai nama apa pun.',
  label: 'Nama Anda',
  save: 'Simpan dan lanjutkan',
  cancel: 'Batal',
};

export const personTexts: Readonly<Record<Language, PersonTexts>> = { en, id };
