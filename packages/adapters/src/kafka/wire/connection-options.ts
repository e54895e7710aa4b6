import { readFile } from 'node:fs/promises';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { Settings } from '@tidewatch/contract/settings';
import type { BrokerConnectionOptions } from './internals.ts';

/** The part `log.kafka` of the settings. */
export type KafkaSettings = Extract<Settings['log'], { kafka: unknown }>['kafka'];

const connectWithinMs = 3_000;
const answerWithinMs = 15_000;

/**
 * Makes the client's options of the settings and reads the files that they name.
 * @throws TidewatchError `settings_invalid` for a broker without a port, or a file that cannot be read
 */
export async function connectionOptions(settings: KafkaSettings, instanceId: string): Promise<BrokerConnectionOptions> {
  for (const broker of settings.brokers) {
    if (/^[^:\s]+:\d{1,5}$/.test(broker)) continue;
    throw new TidewatchError(
      'settings_invalid',
      `log.kafka.brokers: "${broker}" is not of the form host:port (a bare IPv6 address needs a host name).`,
    );
  }
  return {
    clientId: `${settings.clientId}-${instanceId}`,
    ssl: await tlsOptions(settings.tls),
    sasl: settings.sasl === undefined ? null : { ...settings.sasl, password: await secretText(settings.sasl.password) },
    connectWithinMs,
    answerWithinMs,
  };
}

async function tlsOptions(tls: KafkaSettings['tls']): Promise<BrokerConnectionOptions['ssl']> {
  if (typeof tls === 'boolean') return tls;
  const { ca, rejectUnauthorized } = tls;
  if (ca === undefined) return { rejectUnauthorized };
  return { rejectUnauthorized, ca: await readNamedFile('log.kafka.tls.ca', ca) };
}

async function secretText(secret: string | { readonly file: string }): Promise<string> {
  if (typeof secret === 'string') return secret;
  return (await readNamedFile('log.kafka.sasl.password.file', secret.file)).trimEnd();
}

async function readNamedFile(setting: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new TidewatchError('settings_invalid', `${setting}: the file ${path} cannot be read (${code}).`, {
      cause: error,
    });
  }
}
