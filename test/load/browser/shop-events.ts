let posted = 0;
const kinds = ['order.placed', 'order.accepted', 'order.delivered'] as const;
const cities = ['Bandung', 'Medan', 'Surabaya', 'Denpasar', 'Makassar'] as const;

/** Posts events of the shipped catalog that happen now; answers when the log has them. */
async function post(url: string, type: string, count: number): Promise<void> {
  const lines = Array.from({ length: count }, () => {
    posted += 1;
    const subject = `bench-${posted}`;
    const data = { orderId: subject, merchantId: `apotek-${posted % 200}`, city: cities[posted % cities.length] };
    const more = type === 'order.cancelled' ? { cancelledBy: 'system', reason: 'timeout' } : {};
    const envelope = {
      specversion: '1.0',
      id: subject,
      source: 'bench',
      type,
      time: new Date().toISOString(),
      subject,
    };
    return JSON.stringify({ ...envelope, data: { ...data, ...more } });
  });
  const headers = { 'content-type': 'application/x-ndjson' };
  const reply = await fetch(`${url}/v1/events`, { method: 'POST', headers, body: lines.join('\n') });
  if (reply.status !== 202) throw new Error(`the server answered ${reply.status}`);
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
