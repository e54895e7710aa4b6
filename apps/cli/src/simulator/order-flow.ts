import { planned, rupiah, type FlowStart, type PlannedEvent } from './flow.ts';
import { merchantChoice, pickPatient, type Merchant, type Patient } from './places.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const paymentMethods = ['e_wallet', 'e_wallet', 'transfer', 'card', 'cash'];
const merchantReasons = ['out_of_stock', 'out_of_stock', 'out_of_stock', 'prescription_unclear', 'price_changed'];
const patientReasons = ['changed_mind', 'too_slow', 'wrong_address', 'found_elsewhere'];

interface Order extends FlowStart {
  readonly merchant: Merchant;
  readonly patient: Patient;
  readonly amount: number;
}

/** A pharmacy order from placed to delivered or cancelled. */
export function orderFlow(start: FlowStart): readonly PlannedEvent[] {
  const { random, id, time } = start;
  const order: Order = {
    ...start,
    merchant: pickMerchant(start),
    patient: pickPatient(random),
    amount: rupiah(random, 25_000, 900_000),
  };
  const { merchant, patient, amount } = order;
  const data = { orderId: id, merchantId: merchant.id, city: merchant.city };
  const placed = planned('pharmacy', 'order.placed', id, time, {
    ...data,
    paymentMethod: random.pick(paymentMethods),
    amount,
    items: 1 + random.below(5),
    patientId: patient.id,
  });
  const stopped = start.incidents.some(
    (incident) => incident.kind === 'merchant_stops' && incident.merchant.id === merchant.id,
  );
  if (stopped && random.chance(0.9))
    return [placed, cancelled(order, 'merchant', 'store_closed', random.between(1, 6) * minuteMs)];
  const outage = start.incidents.some((incident) => incident.kind === 'payment_outage');
  if (random.chance(outage ? 0.45 : 0.004))
    return [placed, cancelled(order, 'system', 'payment_failed', random.between(20, 90) * secondMs)];
  const waitMs = Math.min(15 * minuteMs, 20 * secondMs + random.exponential(100 * secondMs));
  if (random.chance(0.014)) return [placed, cancelled(order, 'merchant', random.pick(merchantReasons), waitMs)];
  const accepted = planned('pharmacy', 'order.accepted', id, time + waitMs, {
    ...data,
    waitSeconds: Math.round(waitMs / secondMs),
  });
  if (random.chance(0.012))
    return [
      placed,
      accepted,
      cancelled(order, 'patient', random.pick(patientReasons), waitMs + random.between(1, 20) * minuteMs),
    ];
  if (random.chance(0.003))
    return [placed, accepted, cancelled(order, 'system', 'no_courier', waitMs + random.between(15, 30) * minuteMs)];
  const deliveryMs = waitMs + (18 + random.exponential(22)) * minuteMs;
  if (deliveryMs > 110 * minuteMs) return [placed, accepted];
  return [
    placed,
    accepted,
    planned('pharmacy', 'order.delivered', id, time + deliveryMs, {
      ...data,
      deliveryMinutes: Math.round(deliveryMs / minuteMs),
    }),
  ];
}

/** While a merchant has stopped its orders pile up: patients try again and again. */
function pickMerchant({ random, incidents }: FlowStart): Merchant {
  for (const incident of incidents) {
    if (incident.kind === 'merchant_stops' && random.chance(0.14)) return incident.merchant;
  }
  return merchantChoice.pick(random);
}

function cancelled(order: Order, cancelledBy: string, reason: string, afterMs: number): PlannedEvent {
  const { id, time, merchant, amount, patient } = order;
  return planned('pharmacy', 'order.cancelled', id, time + afterMs, {
    orderId: id,
    merchantId: merchant.id,
    city: merchant.city,
    cancelledBy,
    reason,
    amount,
    patientId: patient.id,
    patientName: patient.name,
  });
}
