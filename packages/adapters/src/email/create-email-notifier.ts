import { readFile } from 'node:fs/promises';
import { connect, type LookupFunction, type Socket } from 'node:net';
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
  const underWay = new Set<Socket>();
  return {
    edits: false,
    async notify(notification) {
      const socket = await openSocket(options);
      underWay.add(socket);
      const tooLong = setTimeout(() => socket.destroy(), wholeMs);
      try {
        return { provider: { id: await send(options, notification, socket) } };
      } catch (error) {
        throw errorOfSmtp(error);
      } finally {
        clearTimeout(tooLong);
        underWay.delete(socket);
        socket.destroy();
      }
    },
    async close() {
      for (const socket of underWay) socket.destroy();
    },
  };
}

async function send(
  { receiver, secret, painter }: EmailOptions,
  notification: Notification,
  socket: Socket,
): Promise<string> {
  const { smtp, from, to } = receiver.target;
  const { username, password } = smtp;
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
  const { picture } = notification.message;
  const chart = picture === null ? null : await painter.paint(picture).catch(() => null);
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
function openSocket({ receiver, lookup, isPrivate }: EmailOptions): Promise<Socket> {
  const { host, port } = receiver.target.smtp;
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, ...(receiver.allowPrivate ? {} : { lookup }) });
    const fail = (error: unknown): void => {
      socket.destroy();
      reject(error instanceof NotifierError ? error : errorOfSmtp(error));
    };
    const refused = (): NotifierError =>
      new NotifierError(
        'address-refused',
        `${host} is a private address; set allowPrivate: true on the receiver if that is wanted.`,
        {
          retry: false,
        },
      );
    socket.setTimeout(connectMs, () =>
      fail(
        new NotifierError('timed-out', `The mail server ${host} does not answer; it is tried again.`, { retry: true }),
      ),
    );
    socket.once('error', (error) => fail(error.name === 'AddressRefused' ? refused() : error));
    socket.once('connect', () => {
      if (!receiver.allowPrivate && isPrivate(socket.remoteAddress ?? '')) {
        fail(refused());
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
