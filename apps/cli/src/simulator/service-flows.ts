import { planned, rupiah, type FlowStart, type PlannedEvent } from './flow.ts';
import { cities, pickPatient } from './places.ts';

const dayMs = 86_400_000;
const specialties = ['dentistry', 'paediatrics', 'internal', 'obstetrics', 'ophthalmology'];
const tests = ['lipid_panel', 'complete_blood_count', 'glucose', 'thyroid', 'urinalysis', 'vitamin_d'];

/** A booked visit. */
export function appointmentFlow({ random, id, time }: FlowStart): readonly PlannedEvent[] {
  const [city] = cities.pick(random);
  const visitAt = new Date(Math.floor(time + random.between(1, 14) * dayMs)).toISOString();
  const clinicId = `klinik-${1 + random.below(40)}`;
  return [
    planned('clinics', 'appointment.booked', id, time, {
      appointmentId: id,
      clinicId,
      specialty: random.pick(specialties),
      city,
      visitAt,
      patientId: pickPatient(random).id,
    }),
  ];
}

/** An ordered laboratory test. */
export function labTestFlow({ random, id, time }: FlowStart): readonly PlannedEvent[] {
  const [city] = cities.pick(random);
  const labId = `lab-${1 + random.below(15)}`;
  return [
    planned('laboratory', 'lab_test.ordered', id, time, {
      labTestId: id,
      labId,
      test: random.pick(tests),
      city,
      price: rupiah(random, 60_000, 1_500_000),
      patientId: pickPatient(random).id,
    }),
  ];
}

/** A submitted insurance claim. */
export function claimFlow({ random, id, time }: FlowStart): readonly PlannedEvent[] {
  const [city] = cities.pick(random);
  const insurerId = `asuransi-${1 + random.below(9)}`;
  return [
    planned('insurance', 'insurance_claim.submitted', id, time, {
      claimId: id,
      insurerId,
      city,
      amount: rupiah(random, 80_000, 6_000_000),
      patientId: pickPatient(random).id,
    }),
  ];
}
