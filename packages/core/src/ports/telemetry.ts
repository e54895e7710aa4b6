export type Labels = Readonly<Record<string, string>>;

/** Where counters and log lines go. Names are Prometheus names without the prefix `tidewatch_`. Never personal data. */
export interface Telemetry {
  count(name: string, by: number, labels?: Labels): void;
  gauge(name: string, value: number, labels?: Labels): void;
  /** A duration or size for a histogram, in base units (seconds, bytes). */
  observe(name: string, value: number, labels?: Labels): void;
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
