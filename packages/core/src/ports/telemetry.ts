import type { CounterName, GaugeName, HistogramName } from './telemetry-names.ts';

export type Labels = Readonly<Record<string, string>>;

/** Where counters and log lines go. Never personal data. */
export interface Telemetry {
  count(name: CounterName, by: number, labels?: Labels): void;
  gauge(name: GaugeName, value: number, labels?: Labels): void;
  /** A duration for a histogram, in seconds. */
  observe(name: HistogramName, value: number, labels?: Labels): void;
  log(
    level: 'debug' | 'info' | 'warn' | 'error',
    message: string,
    fields?: Readonly<Record<string, string | number | boolean>>,
  ): void;
}

/** A telemetry that keeps nothing. */
export const noTelemetry: Telemetry = {
  count() {},
  gauge() {},
  observe() {},
  log() {},
};
