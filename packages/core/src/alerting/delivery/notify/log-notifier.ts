import type { Notifier } from '../../../ports/notifier.ts';
import type { Telemetry } from '../../../ports/telemetry.ts';

/** Tells nobody but the log of this process: a receiver that needs no secret and no server. */
export const logNotifier = (telemetry: Telemetry): Notifier => ({
  edits: false,
  async notify({ id, receiver, reason, message }) {
    telemetry.log('info', message.headline, { receiver, reason, notification: id });
    return { provider: { id } };
  },
  async close() {},
});
