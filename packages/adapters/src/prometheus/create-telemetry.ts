import { pino, type Logger } from 'pino';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Labels, Telemetry } from '@tidewatch/core/ports/telemetry';
import {
  counterNames,
  gaugeNames,
  histogramNames,
  type CounterName,
  type GaugeName,
  type HistogramName,
} from '@tidewatch/core/ports/telemetry-names';

const prefix = 'tidewatch_';
const secondsBuckets = [0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** A label value that nobody thought of must not fill the memory. */
const seriesPerMetricMax = 1_000;

export interface TelemetryOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where log lines go; standard error unless told. */
  readonly write?: (line: string) => void;
}

/** Telemetry that keeps its numbers for `GET /metrics`. */
export interface ServedTelemetry extends Telemetry {
  /** Prometheus text exposition format. */
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Counters in prom-client, log lines as JSON by pino on standard error. A metric is made when it is first used; its labels are fixed then. */
export function createTelemetry(options: TelemetryOptions): ServedTelemetry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix });
  const logger = createLogger(options);
  const counters = new Series(
    (name: CounterName, labelNames) =>
      new Counter({ ...describe(`${name}_total`, counterNames[name], labelNames), registers: [registry] }),
  );
  const gauges = new Series(
    (name: GaugeName, labelNames) =>
      new Gauge({ ...describe(name, gaugeNames[name], labelNames), registers: [registry] }),
  );
  const histograms = new Series(
    (name: HistogramName, labelNames) =>
      new Histogram({
        ...describe(name, histogramNames[name], labelNames),
        buckets: secondsBuckets,
        registers: [registry],
      }),
  );
  return {
    count: (name, by, labels = {}) => counters.use(name, labels, (counter, fitted) => counter.inc(fitted, by)),
    gauge: (name, value, labels = {}) => gauges.use(name, labels, (gauge, fitted) => gauge.set(fitted, value)),
    observe: (name, value, labels = {}) =>
      histograms.use(name, labels, (histogram, fitted) => histogram.observe(fitted, value)),
    log(level, message, fields) {
      logger[level]({ ...fields }, message);
    },
    async metrics() {
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

function createLogger({ level, write }: TelemetryOptions): Logger {
  const settings = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return write === undefined ? pino(settings, pino.destination({ fd: 2, sync: true })) : pino(settings, { write });
}

function describe(
  name: string,
  help: string,
  labelNames: readonly string[],
): { name: string; help: string; labelNames: string[] } {
  return { name: `${prefix}${name}`, help, labelNames: [...labelNames] };
}

/** Metrics of one kind by name, each with the label names of its first use and a bounded number of label values. */
class Series<Name extends string, Metric> {
  readonly #make: (name: Name, labelNames: readonly string[]) => Metric;
  readonly #metrics = new Map<
    Name,
    { readonly metric: Metric; readonly labelNames: readonly string[]; readonly seen: Set<string> }
  >();

  constructor(make: (name: Name, labelNames: readonly string[]) => Metric) {
    this.#make = make;
  }

  use(name: Name, labels: Labels, run: (metric: Metric, fitted: Record<string, string>) => void): void {
    let known = this.#metrics.get(name);
    if (known === undefined) {
      const labelNames = Object.keys(labels);
      known = { metric: this.#make(name, labelNames), labelNames, seen: new Set() };
      this.#metrics.set(name, known);
    }
    const { metric, labelNames, seen } = known;
    const values = labelNames.map((label) => labels[label] ?? '');
    const key = values.join('\u0000');
    if (!seen.has(key)) {
      if (seen.size >= seriesPerMetricMax) return;
      seen.add(key);
    }
    run(metric, Object.fromEntries(labelNames.map((label, index) => [label, values[index] ?? ''])));
  }
}
