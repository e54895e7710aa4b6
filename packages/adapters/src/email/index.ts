export { createEmailNotifier } from './create-email-notifier.ts';
