export { createAlerter, type Alerter, type AlerterOptions } from './create-alerter.ts';
