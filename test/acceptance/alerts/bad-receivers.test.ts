import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  DeliveryFault,
  NotificationItem,
  NotificationsAnswer,
} from '@tidewatch/contract/operations/notifications';
import type { ReceiverMood } from '@tidewatch/testkit/notifier-suite';
import { startMoodyServer, type MoodyServer } from '@tidewatch/testkit/notifier-suite/moody-server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import { serveDashboard, wait, type ServedDashboard } from '../dashboard/served-dashboard.ts';
import { startMailServer, type MailMood, type MailServer } from './moody-mail-server.ts';

/** What people may expect of the healthy one is 2 s; a machine under test does other things too. */
const tellMsMax = 20_000;
/** Back-off grows to a minute. */
const healMsMax = 120_000;

/** How a receiver is broken, and what is said of it meanwhile; null: the message arrives all the same. */
const webhooks: readonly (readonly [ReceiverMood, DeliveryFault | null])[] = [
  ['well', null],
  ['fault', 'server-fault'],
  ['busy', 'rate-limited'],
  ['silent', 'timed-out'],
  ['resetting', 'unreachable'],
  ['redirecting', 'redirected'],
  ['refusing', 'refused'],
  ['down', 'unreachable'],
  ['huge', null],
  ['dripping', null],
];
const mails: readonly (readonly [MailMood, DeliveryFault])[] = [
  ['down', 'unreachable'],
  ['later', 'server-fault'],
  ['never', 'refused'],
  ['no-tls', 'tls-failed'],
];
/** After those nothing is tried again by itself: somebody has to mend the receiver, and the next repeat tells. */
const final: ReadonlySet<DeliveryFault | null> = new Set(['redirected', 'refused']);

const hooks = new Map<string, MoodyServer>();
const posts = new Map<string, MailServer>();
let catalog: string;
let served: ServedDashboard;

const receiverYaml = (name: string, target: string): string => `---
receiver: ${name}
allowPrivate: true
${target}
---
route: ${name}
receiver: ${name}
groupBy: [alertname]
groupWait: 0s
groupInterval: 1s
repeatInterval: 15s
`;
const probes = `event: probe.measured
data: { seconds: { type: number } }
---
metric: probe_seconds
from: [probe.measured]
measure: avg
field: event.data.seconds
---
rule: slow_probes
metric: probe_seconds
over: 30m
when: value > 100
`;

beforeAll(async () => {
  catalog = await mkdtemp(join(tmpdir(), 'tidewatch-receivers-'));
  let yaml = probes;
  for (const [mood] of webhooks) {
    const hook = await startMoodyServer();
    hooks.set(`hook_${mood}`, hook);
    await hook.behave(mood);
    yaml += receiverYaml(`hook_${mood}`, `webhook: { url: '${hook.url}/hook' }`);
  }
  for (const [mood] of mails) {
    const name = `mail_${mood.replace('-', '_')}`;
    const post = await startMailServer(mood);
    posts.set(name, post);
    const tls = mood === 'no-tls' ? 'starttls' : 'none';
    const smtp = `{ host: 127.0.0.1, port: ${post.port}, tls: ${tls} }`;
    yaml += receiverYaml(name, `email: { smtp: ${smtp}, from: a@example.com, to: [b@example.com] }`);
  }
  await writeFile(join(catalog, 'all.yaml'), yaml);
  served = await serveDashboard({ TIDEWATCH_CATALOG: catalog, TIDEWATCH_LOG_LEVEL: 'silent' });
});
afterAll(async () => {
  await served?.stop();
  for (const server of [...hooks.values(), ...posts.values()]) await server.close();
  await rm(catalog, { recursive: true, force: true });
});

it('receivers broken in every way hold up nobody, are visible, and hear of it when they are mended', async ({
  skip,
}) => {
  const fired = performance.now();
  await measure(500);
  await waitUntil('the healthy one is told', async () => (hooks.get('hook_well')?.taken.length ?? 0) > 0, tellMsMax);
  expect(performance.now() - fired).toBeLessThan(tellMsMax);

  const wanted = new Map<string, DeliveryFault | null>([
    ...webhooks.map(([mood, fault]) => [`hook_${mood}`, fault] as const),
    ...mails.map(([mood, fault]) => [`mail_${mood.replace('-', '_')}`, fault] as const),
  ]);
  for (const [receiver, fault] of wanted)
    await waitUntil(
      `${receiver} is ${fault ?? 'told'}`,
      async () =>
        (await deliveries(receiver)).some((item) =>
          fault === null ? item.status === 'sent' : item.fault === fault && (final.has(fault) || item.attempts > 0),
        ),
      wait.timeout,
    );

  const { page, faults } = await served.open(skip, '/silences');
  const table = page.getByRole('group', { name: 'Deliveries' });
  for (const shown of [/The receiver asks to come later · try/, /answered with a redirect/, /encrypted connection/])
    await table.getByText(shown).first().waitFor(wait);
  await page.getByRole('button', { name: 'Not arrived' }).click();
  await table
    .getByText('hook_well')
    .first()
    .waitFor({ ...wait, state: 'detached' });
  expect(faults).toEqual([]);
  await page.context().close();

  for (const server of [...hooks.values(), ...posts.values()]) await server.behave('well');
  for (const [receiver, fault] of wanted)
    await waitUntil(
      `${receiver} is told`,
      async () =>
        fault === null || fault === 'tls-failed' || (hooks.get(receiver) ?? posts.get(receiver))?.taken.length !== 0,
      healMsMax,
    );
});

async function deliveries(receiver: string): Promise<readonly NotificationItem[]> {
  const answer = await fetch(`${served.url}/v1/notifications?receiver=${receiver}`);
  return ((await answer.json()) as NotificationsAnswer).notifications;
}

async function measure(seconds: number): Promise<void> {
  const answer = await fetch(`${served.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents+json' },
    body: JSON.stringify({
      specversion: '1.0',
      id: '1',
      source: 'probes',
      type: 'probe.measured',
      time: new Date().toISOString(),
      data: { seconds },
    }),
  });
  expect(await answer.json()).toEqual({ accepted: 1, rejected: [] });
}
