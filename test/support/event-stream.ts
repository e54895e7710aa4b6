import type { CloudEvent, SeriesAnswer } from '@tidewatch/contract';
import { waitUntil } from './wait-until.ts';

/** Made-up cancellations for the shipped catalog, and what must be counted of them. */
export class EventStream {
  readonly #random: () => number;
  #made = 0;
  readonly expected = new Map<string, number>();

  constructor(random: () => number) {
    this.#random = random;
  }

  get distinct(): number {
    return this.#made;
  }

  /** New events, some of them sent twice in the same batch, of the last `spreadMs`. */
  next(count: number, nowMs: number, spreadMs = 60_000): CloudEvent[] {
    const batch: CloudEvent[] = [];
    for (let index = 0; index < count; index += 1) {
      const event = this.#event(nowMs - Math.floor(this.#random() * spreadMs));
      batch.push(event);
      if (this.#random() < 0.05) batch.push(event);
    }
    return batch;
  }

  #event(time: number): CloudEvent {
    const id = `k${(this.#made += 1)}`;
    const reason = ['out_of_stock', 'store_closed', 'too_slow', 'no_courier'][Math.floor(this.#random() * 4)]!;
    this.expected.set(reason, (this.expected.get(reason) ?? 0) + 1);
    return {
      specversion: '1.0',
      id,
      source: 'test',
      type: 'order.cancelled',
      time: new Date(time).toISOString(),
      subject: id,
      data: {
        orderId: id,
        merchantId: `m${Math.floor(this.#random() * 50)}`,
        city: 'Bandung',
        cancelledBy: 'system',
        reason,
        amount: 1000,
      },
    };
  }
}

/** Sends a batch and answers once it is acknowledged; false when the connection broke before. Throws when the server refuses. */
export async function send(url: string, batch: readonly object[]): Promise<boolean> {
  let response: Response;
  try {
    response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: batch.map((event) => JSON.stringify(event)).join('\n'),
    });
    if (response.status === 503) return false;
  } catch {
    return false;
  }
  const answer = (await response.json()) as { accepted: number; rejected: unknown[] };
  if (response.status !== 202 || answer.rejected.length > 0)
    throw new Error(`the server answered ${response.status} ${JSON.stringify(answer).slice(0, 300)}`);
  return true;
}

/** `send`, again for as long as the server answers 503 or not at all: it may just have started, or wait for its log. */
export async function sendWhenReady(url: string, batch: readonly object[]): Promise<void> {
  await waitUntil('the events are taken', async () => (await send(url, batch)) || null, 60_000);
}

/** Totals by reason of the metric `cancellations` over the given range. */
export async function totalsByReason(url: string, fromMs: number): Promise<ReadonlyMap<string, number>> {
  const search = new URLSearchParams({ from: new Date(fromMs).toISOString(), by: 'reason', limit: '100', step: '1h' });
  const response = await fetch(`${url}/v1/metrics/cancellations/series?${search.toString()}`);
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const answer = (await response.json()) as SeriesAnswer;
  return new Map(answer.series.map(({ group, total }) => [group['reason']!, total ?? 0]));
}
