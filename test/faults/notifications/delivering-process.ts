/*
 * A process that tells a webhook of alerts until it is killed: `node delivering-process.ts DIRECTORY URL EPISODE`. It knows what its
 * directory holds, lets one more episode fire, and says `idle` when everything was told.
 */
import { openLogAndStore, openNotifiers } from '@tidewatch/adapters/registry';
import type { AlertTransition } from '@tidewatch/contract/alerts';
import { settingsSchema } from '@tidewatch/contract/settings';
import { createDelivery } from '@tidewatch/core/alerting/delivery/create-delivery';
import { composeMessage } from '@tidewatch/core/alerting/messages/compose-message';
import { readWholeTopic } from '@tidewatch/core/definitions/read-topic';
import { tidewatchTopics } from '@tidewatch/core/definitions/topics';
import { textOfUtf8 } from '@tidewatch/core/decode/utf8';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { catalogOfWebhook, firing } from './webhook-world.ts';

const [, , data = '', url = '', episode = ''] = process.argv;
const settings = settingsSchema.parse({ data });
const { log, clock, close } = await openLogAndStore(settings, { telemetry: noTelemetry });
await log.createTopics(tidewatchTopics(1));

const catalog = catalogOfWebhook(url);
const held = await readWholeTopic(log, 'alerts');
const transitions = held.map(({ record }) => JSON.parse(textOfUtf8(record.value as Uint8Array)) as AlertTransition);
const delivery = createDelivery({
  log,
  clock,
  telemetry: noTelemetry,
  catalog,
  notifiers: await openNotifiers(catalog.receivers, { telemetry: noTelemetry, env: {} }),
  compose: async ({ delivery: { queued }, receiver, record }, at) => ({
    ...queued,
    receiver: receiver.receiver,
    message: composeMessage({
      queued,
      receiver,
      perhapsRepeated: record.perhapsRepeated,
      picture: null,
      links: { acknowledge: null, silence: null, open: null },
      now: at,
    }),
    perhapsRepeated: record.perhapsRepeated,
    at,
    repeatIntervalMs: 3_600_000,
  }),
  random: Math.random,
  onFailure: () => process.exit(1),
});
await delivery.restore({ transitions, operations: [] });
if (episode !== '' && !transitions.some(({ id }) => id === episode)) {
  const transition = firing(episode, clock.now());
  await log.append('alerts', [{ key: episode, value: JSON.stringify(transition), partition: 0 }]);
  delivery.take(transition);
}
process.on('SIGTERM', () => {
  void delivery
    .stop()
    .then(close)
    .then(() => process.exit(0));
});
process.stdout.write('ready\n');
setInterval(() => undefined, 1_000);
