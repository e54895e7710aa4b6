import { send } from '../../support/event-stream.ts';

let posted = 0;
const kinds = ['order.placed', 'order.accepted', 'order.delivered'] as const;
const reasons = ['timeout', 'out_of_stock', 'changed_mind'] as const;
const historyEveryMs = 10 * 60_000;
const cities = ['Bandung', 'Medan', 'Surabaya', 'Denpasar', 'Makassar'] as const;

const envelope = (type: string, timeMs: number): object => {
  posted += 1;
  const subject = `bench-${posted}`;
  const data = { orderId: subject, merchantId: `apotek-${posted % 200}`, city: cities[posted % cities.length] };
  const more = type === 'order.cancelled' ? { cancelledBy: 'system', reason: reasons[posted % reasons.length] } : {};
  const time = new Date(timeMs).toISOString();
  const head = { specversion: '1.0', id: subject, source: 'bench', type, time, subject };
  return { ...head, data: { ...data, ...more } };
};

/** Posts events of the shipped catalog; answers when the log has them. */
async function sendAll(url: string, events: readonly object[]): Promise<void> {
  if (!(await send(url, events))) throw new Error('the server does not take events');
}

const post = (url: string, type: string, count: number): Promise<void> =>
  sendAll(
    url,
    Array.from({ length: count }, () => envelope(type, Date.now())),
  );

/** Posts eight days of orders up to now, so that the panels have something to draw from the beginning. Answers how many were cancelled. */
export async function postHistory(url: string): Promise<number> {
  const now = Date.now();
  const events: object[] = [];
  for (let timeMs = now - 8 * 86_400_000; timeMs < now; timeMs += historyEveryMs) {
    for (const kind of [...kinds, 'order.cancelled']) events.push(envelope(kind, timeMs));
  }
  for (let at = 0; at < events.length; at += 500) await sendAll(url, events.slice(at, at + 500));
  return events.length / (kinds.length + 1);
}

/** One cancelled order. */
export const cancelOrder = (url: string): Promise<void> => post(url, 'order.cancelled', 1);

/** Keeps orders coming, so many a second in ten batches, until it is stopped. `stop` tells what went wrong meanwhile. */
export function keepOrdering(url: string, ratePerSecond: number): { stop(): Promise<void> } {
  const failed: unknown[] = [];
  let sending: Promise<void> = Promise.resolve();
  let batch = 0;
  const timer = setInterval(() => {
    const kind = kinds[(batch += 1) % kinds.length] ?? 'order.placed';
    sending = sending
      .then(() => post(url, kind, Math.max(1, Math.round(ratePerSecond / 10))))
      .catch((error: unknown) => void failed.push(error));
  }, 100);
  return {
    async stop() {
      clearInterval(timer);
      await sending;
      if (failed.length > 0) throw failed[0];
    },
  };
}
