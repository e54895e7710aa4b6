import { WeightedChoice, type SeededRandom } from './seeded-random.ts';

export interface Merchant {
  readonly id: string;
  readonly city: string;
}

export interface Doctor {
  readonly id: string;
  readonly specialty: string;
  readonly city: string;
}

const cityWeights: readonly (readonly [string, number])[] = [
  ['Jakarta Selatan', 20],
  ['Jakarta Barat', 12],
  ['Surabaya', 14],
  ['Bandung', 12],
  ['Medan', 9],
  ['Bekasi', 8],
  ['Tangerang', 8],
  ['Semarang', 6],
  ['Makassar', 5],
  ['Palembang', 4],
  ['Denpasar', 4],
  ['Yogyakarta', 4],
];
const merchantNames = [
  'Melati',
  'Kenanga',
  'Anggrek',
  'Mawar',
  'Cempaka',
  'Dahlia',
  'Sehat',
  'Sentosa',
  'Husada',
  'Bahagia',
  'Mitra',
  'Delta',
  'Nusantara',
  'Pelita',
  'Harapan',
  'Sinar',
  'Bunda',
  'Keluarga',
  'Utama',
  'Prima',
];
const merchantKinds = ['Jaya', 'Farma', 'Abadi', 'Medika', 'Sejahtera', 'Baru', 'Makmur', 'Raya', 'Indah', 'Lestari'];
const firstNames = [
  'Adi',
  'Ayu',
  'Bima',
  'Citra',
  'Dewi',
  'Eko',
  'Fajar',
  'Gita',
  'Hana',
  'Indra',
  'Joko',
  'Kartika',
  'Lestari',
  'Maya',
  'Nadia',
  'Oka',
  'Putri',
  'Rina',
  'Sari',
  'Taufik',
];
const lastNames = [
  'Wijaya',
  'Santoso',
  'Pratama',
  'Hidayat',
  'Nugroho',
  'Siregar',
  'Lubis',
  'Kusuma',
  'Halim',
  'Saputra',
  'Permata',
  'Utami',
  'Rahman',
  'Gunawan',
  'Simanjuntak',
];
const specialties = [
  'general',
  'general',
  'general',
  'paediatrics',
  'dermatology',
  'internal',
  'obstetrics',
  'psychiatry',
];

export const cities = new WeightedChoice(cityWeights, ([, weight]) => weight);
const slug = (...words: readonly string[]) => words.join('-').toLowerCase();

/** Spreads a list over the cities by their weight, the same for every seed: names on screens stay where they are. */
function cityOf(index: number): string {
  const total = cityWeights.reduce((sum, [, weight]) => sum + weight, 0);
  let place = (index * 37) % total;
  for (const [city, weight] of cityWeights) {
    if (place < weight) return city;
    place -= weight;
  }
  return cityWeights[0]![0];
}

export const merchants: readonly Merchant[] = merchantKinds.flatMap((kind, row) =>
  merchantNames.map((name, column) => ({
    id: slug('apotek', name, kind),
    city: cityOf(row * merchantNames.length + column),
  })),
);

export const doctors: readonly Doctor[] = firstNames.flatMap((first, row) =>
  lastNames.slice(0, 6).map((_, column) => ({
    id: slug('dr', first, lastNames[(row + column * 2) % lastNames.length]!),
    specialty: specialties[(row * 3 + column) % specialties.length]!,
    city: cityOf(row * 6 + column + 11),
  })),
);

/** Few merchants have most of the orders (Zipf with exponent 0.9). */
export const merchantChoice = new WeightedChoice(merchants, (_, rank) => 1 / (rank + 2) ** 0.9);
export const doctorChoice = new WeightedChoice(doctors, (_, rank) => 1 / (rank + 6) ** 0.7);

export interface Patient {
  readonly id: string;
  readonly name: string;
}

/** One of 60,000 made-up patients. */
export function pickPatient(random: SeededRandom): Patient {
  const number = random.below(60_000);
  return {
    id: `pat-${number}`,
    name: `${firstNames[number % firstNames.length]!} ${lastNames[(number >>> 3) % lastNames.length]!}`,
  };
}
