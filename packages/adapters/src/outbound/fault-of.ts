import { NotifierError } from '@tidewatch/core/ports/notifier';
import { AddressRefused } from './guarded-lookup.ts';

/** What a broken connection means. `written`: the whole message had been handed over. */
export function faultOf(error: unknown, host: string, written: boolean): NotifierError {
  const code = codeOf(error);
  if (error instanceof AddressRefused)
    return new NotifierError(
      'address-refused',
      `${host} is a private address; set allowPrivate: true on the receiver if that is wanted.`,
      { retry: false },
    );
  if (isTls(code)) {
    return new NotifierError('tls-failed', `No encrypted connection to ${host} (${code}); check its certificate.`, {
      retry: true,
      cause: error,
    });
  }
  const why = code === 'ENOTFOUND' ? 'there is no such name' : code;
  return new NotifierError('unreachable', `No connection to ${host} (${why}); it is tried again.`, {
    retry: true,
    perhapsDelivered: written,
    cause: error,
  });
}

function codeOf(error: unknown): string {
  const { code, errors } = (error ?? {}) as { code?: unknown; errors?: readonly unknown[] };
  if (typeof code === 'string') return code;
  return errors?.[0] === undefined ? 'it broke off' : codeOf(errors[0]);
}

const isTls = (code: string): boolean =>
  /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|HOSTNAME_MISMATCH|EPROTO)/.test(code);
