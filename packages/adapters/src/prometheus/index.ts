export { createTelemetry } from './create-telemetry.ts';
export type { ServedTelemetry, TelemetryOptions } from './create-telemetry.ts';
