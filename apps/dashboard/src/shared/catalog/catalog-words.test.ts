import type { EventDefinition } from '@tidewatch/contract/catalog/event-definition';
import { expect, it } from 'vitest';
import { messages } from '../i18n/messages.ts';
import { catalogWords } from './catalog-words.ts';

const field = { type: 'string', dimension: true, pii: false, required: false } as const;
const events: readonly EventDefinition[] = [
  {
    event: 'order.cancelled',
    active: true,
    keep: '30d',
    data: {
      merchantId: field,
      city: { ...field, title: { en: 'city', id: 'kota' } },
      reason: { ...field, values: { out_of_stock: { en: 'Out of stock', id: 'Stok habis' }, raw: '\u202eRaw' } },
    },
  },
  {
    event: 'visit.cancelled',
    title: { en: 'Visit cancelled', id: 'Kunjungan batal' },
    active: true,
    keep: '30d',
    data: {
      city: { ...field, title: 'town' },
      reason: { ...field, title: 'why', values: { out_of_stock: 'Sold out', doctor_ill: 'Doctor ill' } },
    },
  },
];
const en = catalogWords(events, 'en', messages.en.groups);
const id = catalogWords(events, 'id', messages.id.groups);

it('calls a dimension what the first event calls it, else by its name as words', () => {
  expect(['city', 'reason', 'merchantId', 'cancelledBy', 'event.type'].map(en.dimension)).toEqual([
    'city',
    'why',
    'merchant',
    'cancelled by',
    'type',
  ]);
  expect([id.dimension('city'), id.dimension('event.type'), id.dimension('partition')]).toEqual([
    'kota',
    'jenis',
    'partisi',
  ]);
  expect(id.dimension('constructor')).toBe('constructor');
});

it('calls a value what the catalog calls it, and leaves any other as it is', () => {
  expect(
    ['out_of_stock', 'doctor_ill', 'unheard_of', '(none)', '(other)'].map((one) => en.value('reason', one)),
  ).toEqual(['Out of stock', 'Doctor ill', 'unheard_of', 'Not given', 'Other']);
  expect([id.value('reason', 'out_of_stock'), id.value('city', 'out_of_stock')]).toEqual([
    'Stok habis',
    'out_of_stock',
  ]);
});

it('calls a type of events what the event is called', () => {
  expect([id.value('type', 'visit.cancelled'), en.value('event.type', 'order.cancelled')]).toEqual([
    'Kunjungan batal',
    'order.cancelled',
  ]);
});

it('takes control characters out of what the catalog says and of what the events say', () => {
  expect([en.value('reason', 'raw'), en.value('city', '\u202e"><img onerror=x>')]).toEqual([
    'Raw',
    '"><img onerror=x>',
  ]);
});
