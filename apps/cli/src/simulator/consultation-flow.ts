import { planned, rupiah, type FlowStart, type PlannedEvent } from './flow.ts';
import { doctorChoice, pickPatient, type Doctor } from './places.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const doctorReasons = ['emergency', 'schedule_conflict', 'technical_problem'];
const patientReasons = ['waited_too_long', 'changed_mind', 'technical_problem'];

/** A teleconsultation from requested to completed or cancelled. */
export function consultationFlow(start: FlowStart): readonly PlannedEvent[] {
  const { random, id, time, incidents } = start;
  const doctor = pickDoctor(start);
  const patient = pickPatient(random);
  const fee = rupiah(random, 20_000, 180_000);
  const data = { consultationId: id, doctorId: doctor.id, specialty: doctor.specialty, city: doctor.city };
  const event = (name: string, afterMs: number, more: Record<string, unknown>) =>
    planned('teleconsultation', `teleconsultation.${name}`, id, time + afterMs, { ...data, ...more });
  const cancel = (cancelledBy: string, reason: string, afterMs: number) =>
    event('cancelled', afterMs, { cancelledBy, reason, fee, patientId: patient.id, patientName: patient.name });

  const requested = event('requested', 0, { fee, patientId: patient.id });
  const offline = incidents.some((incident) => incident.kind === 'doctor_offline' && incident.doctor.id === doctor.id);
  if (offline) return [requested, cancel('doctor', 'offline', random.between(2, 5) * minuteMs)];
  const waitMs = Math.min(12 * minuteMs, 15 * secondMs + random.exponential(75 * secondMs));
  if (random.chance(0.011)) return [requested, cancel('doctor', random.pick(doctorReasons), waitMs)];
  if (waitMs > 5 * minuteMs || random.chance(0.013))
    return [requested, cancel('patient', random.pick(patientReasons), waitMs)];
  const accepted = event('accepted', waitMs, { waitSeconds: Math.round(waitMs / secondMs) });
  const talkMs = (4 + random.exponential(9)) * minuteMs;
  return [
    requested,
    accepted,
    event('completed', waitMs + Math.min(talkMs, 50 * minuteMs), { durationMinutes: Math.round(talkMs / minuteMs) }),
  ];
}

function pickDoctor({ random, incidents }: FlowStart): Doctor {
  for (const incident of incidents) {
    if (incident.kind === 'doctor_offline' && random.chance(0.2)) return incident.doctor;
  }
  return doctorChoice.pick(random);
}
