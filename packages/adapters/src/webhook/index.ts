export { createAlertmanagerNotifier } from './create-alertmanager-notifier.ts';
export { createWebhookNotifier } from './create-webhook-notifier.ts';
