import type { AddressInfo } from 'node:net';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { describeNotifier, sampleNotification, type ReceiverMood } from '@tidewatch/testkit/notifier-suite';
import { SMTPServer } from 'smtp-server';
import { describe, expect, test } from 'vitest';
import { openNotifiers } from '../registry.ts';

const defaults = {
  title: 'suite',
  owner: '',
  language: 'en',
  zone: 'UTC',
  allowPrivate: true,
  rateLimit: { messages: 60, perMs: 60_000 },
} as const;

interface MailServer {
  readonly port: number;
  readonly taken: string[];
  seen(): number;
  behave(mood: ReceiverMood): Promise<void>;
  close(): Promise<void>;
}

const refusals: Readonly<Partial<Record<ReceiverMood, readonly [code: number, text: string]>>> = {
  busy: [451, 'come later'],
  fault: [421, 'shutting down'],
  refusing: [550, 'no such user'],
};

/** An SMTP server on this machine. */
async function startMailServer(tls = false): Promise<MailServer> {
  let mood: ReceiverMood = 'well';
  let seen = 0;
  const taken: string[] = [];
  const make = (): SMTPServer =>
    new SMTPServer({
      authOptional: true,
      disabledCommands: tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
      logger: false,
      disableReverseLookup: true,
      onConnect(session, done) {
        seen += 1;
        if (mood === 'silent') return;
        done();
      },
      onRcptTo(_, __, done) {
        const refusal = refusals[mood];
        if (refusal === undefined) done();
        else done(Object.assign(new Error(refusal[1]), { responseCode: refusal[0] }));
      },
      onData(stream, _, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          taken.push(Buffer.concat(chunks).toString('utf8'));
          done();
        });
      },
    });
  let server = make();
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => {
      server = make();
      server.on('error', () => undefined);
      server.listen(port, '127.0.0.1', () => resolve());
    });
  await listen(0);
  const { port } = server.server.address() as AddressInfo;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
    });
  return {
    port,
    taken,
    seen: () => seen,
    async behave(next) {
      if (next === 'down') await stop();
      else if (mood === 'down') await listen(port);
      mood = next;
    },
    close: async () => (mood === 'down' ? undefined : stop()),
  };
}

async function open(
  port: number,
  more: { readonly host?: string; readonly allowPrivate?: boolean; readonly tls?: 'starttls' | 'none' } = {},
) {
  const target = {
    kind: 'email',
    smtp: { host: more.host ?? 'localhost', port, tls: more.tls ?? 'none' },
    from: 'tidewatch@example.com',
    to: ['oncall@example.com'],
  } as const;
  const receiver = {
    ...defaults,
    receiver: 'suite',
    allowPrivate: more.allowPrivate ?? true,
    target: { ...target, to: [...target.to] },
  };
  const notifier = (await openNotifiers([receiver], { telemetry: noTelemetry, env: {} })).get('suite');
  if (notifier === undefined) throw new Error('the registry opened none');
  return notifier;
}

describeNotifier(
  'e-mail',
  async ({ allowPrivate }) => {
    const server = await startMailServer();
    const notifier = await open(server.port, { allowPrivate });
    return {
      notifier,
      taken: () => server.taken.map(decoded),
      seen: server.seen,
      behave: server.behave,
      dispose: server.close,
    };
  },
  {
    moods: ['refusing', 'silent', 'down'],
    // In HTML no tag but ours; in plain text a name may look as it likes, on its own line of ours.
    neverTaken: [/^Bcc:/m, /<h1[^>]*>[^<]*<(?!\/h1>)/, /\u202E/],
  },
);

describe('e-mail', () => {
  test('plain text and HTML, the chart inside, an id that repeats keep', async () => {
    const server = await startMailServer();
    const notifier = await open(server.port);
    const { provider } = await notifier.notify(sampleNotification());
    await server.close();
    const mail = server.taken[0] ?? '';
    expect(mail).toContain(`Message-ID: ${provider.id}`);
    expect(mail).toContain('Content-Type: text/plain');
    expect(mail).toContain('Content-Type: text/html');
    expect(mail).toMatch(/Content-ID: <chart@tidewatch>/);
    expect(decoded(mail)).toContain('https://tidewatch.example/act/token');
    expect(mail).toContain('Auto-Submitted: auto-generated');
  });

  test.each(['127.0.0.1', '::ffff:127.0.0.1', '2130706433'])(
    '%s is refused before it is connected to',
    async (host) => {
      const server = await startMailServer();
      const notifier = await open(server.port, { host, allowPrivate: false });
      await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({
        fault: 'address-refused',
        retry: false,
      });
      expect(server.seen()).toBe(0);
      await server.close();
    },
  );

  test('an answer 4xx is tried again, one of 5xx is not', async () => {
    const server = await startMailServer();
    const notifier = await open(server.port);
    for (const [mood, retry] of [
      ['busy', true],
      ['fault', true],
      ['refusing', false],
    ] as const) {
      await server.behave(mood);
      await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({ retry });
    }
    await server.close();
  });

  test('no clear text where TLS is asked for, and no certificate that nobody vouches for', async () => {
    for (const offersTls of [false, true]) {
      const server = await startMailServer(offersTls);
      const notifier = await open(server.port, { tls: 'starttls' });
      await expect(notifier.notify(sampleNotification())).rejects.toMatchObject({ fault: 'tls-failed' });
      expect(server.taken).toEqual([]);
      await server.close();
    }
  });
});

/** Quoted-printable and base64 parts as text, roughly. */
const decoded = (mail: string): string =>
  mail
    .replaceAll(/=\r?\n/g, '')
    .replaceAll(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString('utf8'));
