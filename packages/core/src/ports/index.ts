export * from './clock.ts';
export * from './event-log.ts';
export * from './metric-store.ts';
export * from './telemetry.ts';
export * from './telemetry-names.ts';
