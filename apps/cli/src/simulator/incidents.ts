import { doctors, merchants, type Doctor, type Merchant } from './places.ts';
import { SeededRandom } from './seeded-random.ts';

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Something goes wrong for a while: what operations must see. Times are epoch ms. */
export type Incident = { readonly from: number; readonly to: number } & (
  | { readonly kind: 'merchant_stops'; readonly merchant: Merchant }
  | { readonly kind: 'doctor_offline'; readonly doctor: Doctor }
  | { readonly kind: 'payment_outage' }
);

/** The incidents that begin on one UTC day. */
export function incidentsOfDay(seed: number, day: number): readonly Incident[] {
  const random = new SeededRandom(seed, day, 77);
  const at = (minutes: number) => {
    // Between 08:00 and 21:00 in Jakarta, when somebody is there to see it.
    const from = day * dayMs + random.between(1, 14) * 60 * minuteMs;
    return { from, to: from + minutes * minuteMs };
  };
  const incidents: Incident[] = [];
  for (let count = 1 + random.below(2); count > 0; count -= 1) {
    incidents.push({ kind: 'merchant_stops', merchant: merchants[random.below(12)]!, ...at(random.between(25, 70)) });
  }
  incidents.push({ kind: 'doctor_offline', doctor: doctors[random.below(10)]!, ...at(random.between(20, 60)) });
  if (random.chance(0.4)) incidents.push({ kind: 'payment_outage', ...at(random.between(10, 25)) });
  return incidents;
}

/** Incidents that may be under way between two times less than a day apart. */
export function incidentsBetween(seed: number, from: number, to: number): readonly Incident[] {
  const day = Math.floor(from / dayMs);
  const near = [...incidentsOfDay(seed, day - 1), ...incidentsOfDay(seed, day), ...incidentsOfDay(seed, day + 1)];
  return near.filter((incident) => incident.from < to && incident.to > from);
}
