import { NotifierError } from '@tidewatch/core/ports/notifier';

/** What nodemailer's error means for the message. Nothing of the server's text is passed on. */
export function errorOfSmtp(error: unknown): NotifierError {
  if (error instanceof NotifierError) return error;
  const { code, originalCode, responseCode, command } = (error ?? {}) as {
    code?: unknown;
    originalCode?: unknown;
    responseCode?: unknown;
    command?: unknown;
  };
  const answered = typeof responseCode === 'number' ? responseCode : null;
  // An error of TLS is wrapped as one of the socket.
  const name = [originalCode, code].find((text) => typeof text === 'string') ?? 'unknown';
  if (name === 'EAUTH' || answered === 535 || answered === 530)
    return new NotifierError('not-authorised', 'The mail server refuses the login; check user name and password.', {
      retry: answered !== null && answered < 500,
    });
  if (name === 'ETLS' || /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME)/.test(name))
    return new NotifierError(
      'tls-failed',
      'No encrypted connection to the mail server; check its certificate and tls.',
      {
        retry: true,
        cause: error,
      },
    );
  if (answered !== null && answered >= 500)
    return new NotifierError('refused', `The mail server refuses the mail (${answered}); check from and to.`, {
      retry: false,
    });
  if (answered !== null)
    return new NotifierError('server-fault', `The mail server asks to come later (${answered}).`, { retry: true });
  // After the end of the data only the answer was missing.
  const perhapsDelivered = command === 'DATA' || command === 'BDAT';
  const fault = name === 'ETIMEDOUT' ? 'timed-out' : 'unreachable';
  return new NotifierError(fault, 'The mail server does not answer, or broke off; it is tried again.', {
    retry: true,
    perhapsDelivered,
    cause: error,
  });
}
