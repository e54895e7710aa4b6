import type { Access, Catalog, EventDefinition, Metric } from '@tidewatch/contract';

export const minuteMs = 60_000;
export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;
/** A midnight; tests put their windows after it. */
export const suiteStartMs = Date.UTC(2026, 10, 20);
export const everything: Access = { rows: {}, showPii: true };
export const eventTypesMax = 40;

const dimensions = ['merchant', 'city', 'reason'];

function metric(name: string, changes: Partial<Metric>): Metric {
  return {
    metric: name,
    title: name,
    description: name,
    owner: 'suite',
    unit: null,
    good: null,
    target: null,
    from: ['suite.e0'],
    where: null,
    by: dimensions,
    measure: 'count',
    field: null,
    scale: 1,
    quantiles: [],
    grains: [
      { grain: '1m', ms: minuteMs, keepDays: 35 },
      { grain: '1h', ms: hourMs, keepDays: 400 },
    ],
    groupsMax: 10_000,
    builtIn: false,
    ...changes,
  };
}

/** One metric for each measure, and the odd shapes: without dimensions, by attributes of the envelope, one grain only. */
export const suiteMetrics = {
  orders: metric('orders', {}),
  value: metric('value', { measure: 'sum', field: 'event.data.amount', scale: 100 }),
  smallest: metric('smallest', { measure: 'min', field: 'event.data.ratio' }),
  largest: metric('largest', { measure: 'max', field: 'event.data.ratio' }),
  wait: metric('wait', { measure: 'avg', field: 'event.data.ratio' }),
  patients: metric('patients', { measure: 'distinct', field: 'event.data.orderId' }),
  delay: metric('delay', {
    measure: 'quantiles',
    field: 'event.data.ratio',
    quantiles: [0.5, 0.95],
  }),
  plain: metric('plain', { by: [] }),
  envelope: metric('envelope', { by: ['event.type', 'event.source'] }),
  hourly: metric('hourly', { grains: [{ grain: '1h', ms: hourMs, keepDays: 400 }] }),
} as const;

function eventDefinition(type: string): EventDefinition {
  const field = { dimension: false, pii: false, required: false };
  return {
    event: type,
    active: true,
    keep: '30d',
    data: {
      orderId: { ...field, type: 'string' },
      merchant: { ...field, type: 'string', dimension: true },
      city: { ...field, type: 'string', dimension: true },
      reason: { ...field, type: 'string', dimension: true },
      amount: { ...field, type: 'money', currency: 'IDR' },
      items: { ...field, type: 'integer' },
      ratio: { ...field, type: 'number' },
      paid: { ...field, type: 'boolean' },
      acceptedAt: { ...field, type: 'timestamp' },
      patientName: { ...field, type: 'string', pii: true },
    },
  };
}

export const suiteCatalog: Catalog = {
  events: Array.from({ length: eventTypesMax }, (_, index) => eventDefinition(`suite.e${index}`)),
  sources: [],
  metrics: Object.values(suiteMetrics),
  formulas: [],
  dashboards: [],
  rules: [],
  receivers: [],
  routes: [],
  inhibitions: [],
  muteTimings: [],
};
