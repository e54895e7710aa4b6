import { readFileSync } from 'node:fs';
import { Client, type ClientOptions } from '@elastic/elasticsearch';
import { TidewatchError, type Settings } from '@tidewatch/contract';

export type ElasticsearchSettings = Extract<Settings['store'], { elasticsearch: unknown }>['elasticsearch'];

/**
 * A client for the servers of the settings; it connects at the first request. Retries are ours: the client's own give up.
 * @throws settings_invalid when a file of the settings cannot be read
 */
export function createClient(settings: ElasticsearchSettings): Client {
  const nodes = typeof settings.node === 'string' ? [settings.node] : settings.node;
  const auth = authOf(settings);
  return new Client({
    nodes,
    ...(auth === undefined ? {} : { auth }),
    ...(settings.ca === undefined ? {} : { tls: { ca: readText(settings.ca) } }),
    // A request may try each node once.
    maxRetries: nodes.length - 1,
  });
}

function authOf(settings: ElasticsearchSettings): NonNullable<ClientOptions['auth']> | undefined {
  if (settings.apiKey !== undefined) return { apiKey: secretText(settings.apiKey) };
  if (settings.username === undefined) return undefined;
  return {
    username: settings.username,
    password: settings.password === undefined ? '' : secretText(settings.password),
  };
}

function secretText(secret: string | { file: string }): string {
  return typeof secret === 'string' ? secret : readText(secret.file).trim();
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new TidewatchError(
      'settings_invalid',
      `The file ${file} of the Elasticsearch settings cannot be read. Check the path and its permissions.`,
      {
        cause,
      },
    );
  }
}
