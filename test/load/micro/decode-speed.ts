/* CPU nanoseconds per event of the decoder alone, beside JSON.parse alone: node test/load/micro/decode-speed.ts */
import type { Catalog } from '@tidewatch/contract';
import { createDecoder } from '@tidewatch/core/decode/create-decoder';
import { normaliseCatalog } from '@tidewatch/core/catalog/normalise-catalog';

const events = 300_000;
const rounds = 5;
const appendTime = Date.UTC(2026, 10, 21, 9, 30);

const definition = {
  event: 'order.placed',
  data: {
    orderId: { type: 'string' },
    merchantId: { type: 'string', dimension: true },
    city: { type: 'string', dimension: true },
    channel: { type: 'string', dimension: true },
    amount: { type: 'money', currency: 'IDR' },
    patientId: { type: 'string', pii: true },
  },
};

function catalogOf(value: unknown): Catalog {
  const { catalog, problems } = normaliseCatalog([{ file: 'bench', value, position: () => ({ line: 1, column: 1 }) }]);
  if (catalog === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  return catalog;
}

function text(index: number): string {
  const time = new Date(appendTime - (index % 30_000)).toISOString();
  const data = {
    orderId: `order-${index}`,
    merchantId: `merchant-${index % 2000}`,
    city: 'Jakarta Selatan',
    channel: 'app',
    amount: 125_000 + index,
    patientId: `patient-${index}`,
  };
  const envelope = { specversion: '1.0', id: `order-${index}-placed`, source: 'bench/pharmacy', type: 'order.placed' };
  return JSON.stringify({ ...envelope, time, subject: `order-${index}`, data });
}

/** CPU time of this process, best of the rounds: other work on the machine should not count. */
function bestNs(work: (index: number) => unknown): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage().user;
    for (let index = 0; index < events; index++) work(index);
    best = Math.min(best, ((process.cpuUsage().user - start) * 1000) / events);
  }
  return Math.round(best);
}

const texts = Array.from({ length: 5000 }, (_, index) => text(index));
const records = texts.map((value, offset) => ({
  offset,
  appendTime,
  key: null,
  value: new TextEncoder().encode(value),
}));
const decode = createDecoder(catalogOf(definition), 'events');

const bytes = records.reduce((sum, record) => sum + record.value.length, 0) / records.length;
const parseNs = bestNs((index) => JSON.parse(texts[index % texts.length] ?? ''));
const decodeNs = bestNs((index) => decode(records[index % records.length] as (typeof records)[number]));
process.stdout.write(`${JSON.stringify({ bytes: Math.round(bytes), parseNs, decodeNs })}\n`);
