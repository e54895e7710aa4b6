import { readFile } from 'node:fs/promises';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import type { Receiver, ReceiverTarget } from '@tidewatch/contract/catalog/delivery';
import type { SecretReference } from '@tidewatch/contract/catalog/delivery-definitions';
import { NotifierError, type ChartPainter, type Notification, type Notifier } from '@tidewatch/core/ports/notifier';
import { createTransport } from 'nodemailer';
import { errorOfSmtp } from './error-of-smtp.ts';
import { chartId, mailOf } from './mail.ts';

const connectMs = 5_000;
const silentMs = 8_000;
const wholeMs = 25_000;

export interface EmailOptions {
  readonly receiver: Receiver & { readonly target: Extract<ReceiverTarget, { kind: 'email' }> };
  readonly secret: (reference: SecretReference) => Promise<string>;
  readonly painter: ChartPainter;
  /** Refuses private addresses. */
  readonly lookup: LookupFunction;
  /** Whether an address that stands for itself is none of the public internet. */
  readonly isPrivate: (address: string) => boolean;
}

/** Sends mail by SMTP. Each message has an id made of the notification's, so that a repeat can be told by mail programs. */
export function createEmailNotifier(options: EmailOptions): Notifier {
  const underWay = new Set<(error: NotifierError) => void>();
  return {
    edits: false,
    async notify(notification) {
      const { promise: interrupted, reject: interrupt } = Promise.withResolvers<never>();
      interrupted.catch(() => undefined);
      underWay.add(interrupt);
      const end = new AbortController();
      const tooLong = setTimeout(() => end.abort(), wholeMs);
      try {
        return { provider: { id: await Promise.race([send(options, notification, end.signal), interrupted]) } };
      } catch (error) {
        throw errorOfSmtp(error);
      } finally {
        clearTimeout(tooLong);
        underWay.delete(interrupt);
        end.abort();
      }
    },
    async close() {
      for (const interrupt of underWay)
        interrupt(new NotifierError('interrupted', 'The process ends.', { retry: true, perhapsDelivered: true }));
    },
  };
}

async function send(options: EmailOptions, notification: Notification, end: AbortSignal): Promise<string> {
  const { receiver, secret, painter } = options;
  const { smtp, from, to } = receiver.target;
  const { username, password } = smtp;
  const { picture } = notification.message;
  // Before anything is opened: a mail server does not wait long for who says nothing.
  const chart = picture === null ? null : await painter.paint(picture).catch(() => null);
  end.throwIfAborted();
  const socket = await openSocket(options, end);
  const transport = createTransport({
    connection: socket,
    host: smtp.host,
    port: smtp.port,
    secure: smtp.tls === 'implicit',
    requireTLS: smtp.tls === 'starttls',
    ignoreTLS: smtp.tls === 'none',
    ...(username === undefined || password === undefined
      ? {}
      : { auth: { user: username, pass: await secret(password) } }),
    tls: { minVersion: 'TLSv1.2', ...(smtp.ca === undefined ? {} : { ca: await readFile(smtp.ca, 'utf8') }) },
    greetingTimeout: connectMs,
    socketTimeout: silentMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const mail = mailOf(notification.message, chart !== null);
  const sent = await transport.sendMail({
    from,
    to: [...to],
    ...mail,
    messageId: `<${notification.id}@${from.split('@')[1] ?? 'tidewatch'}>`,
    date: new Date(notification.at),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    attachments:
      chart === null
        ? []
        : [
            {
              filename: 'chart.png',
              content: Buffer.from(chart),
              contentType: 'image/png',
              cid: chartId,
              contentDisposition: 'inline',
            },
          ],
  });
  return sent.messageId;
}

/** The connection is made here, where the address that is connected to can be checked. */
function openSocket({ receiver, lookup, isPrivate }: EmailOptions, end: AbortSignal): Promise<Socket> {
  const { host, port } = receiver.target.smtp;
  return new Promise((resolve, reject) => {
    // Names are checked when they are looked up; an address never is.
    if (!receiver.allowPrivate && isIP(host) !== 0 && isPrivate(host)) {
      reject(addressRefused(host));
      return;
    }
    const socket = connect({ host, port, signal: end, ...(receiver.allowPrivate ? {} : { lookup }) });
    const fail = (error: unknown): void => {
      socket.destroy();
      reject(error instanceof NotifierError ? error : errorOfSmtp(error));
    };
    socket.setTimeout(connectMs, () =>
      fail(
        new NotifierError('timed-out', `The mail server ${host} does not answer; it is tried again.`, { retry: true }),
      ),
    );
    socket.once('error', (error) => fail(error.name === 'AddressRefused' ? addressRefused(host) : error));
    socket.once('connect', () => {
      if (!receiver.allowPrivate && isPrivate(socket.remoteAddress ?? '')) {
        fail(addressRefused(host));
        return;
      }
      socket.setTimeout(0);
      socket.removeAllListeners('error');
      // Whoever uses it listens too; an error in between must not end the process.
      socket.on('error', () => undefined);
      resolve(socket);
    });
  });
}

const addressRefused = (host: string): NotifierError =>
  new NotifierError(
    'address-refused',
    `${host} is a private address; set allowPrivate: true on the receiver if that is wanted.`,
    { retry: false },
  );
