export { slackActions } from './blocks.ts';
export { createSlackNotifier } from './create-slack-notifier.ts';
export { verifySlackRequest } from './verify-slack-request.ts';
