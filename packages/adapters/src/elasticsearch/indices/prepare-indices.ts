import { TidewatchError, type Catalog } from '@tidewatch/contract';
import type { Server } from '../server/server.ts';
import {
  dimensionProperties,
  eventProperties,
  fieldProperties,
  progressProperties,
  rollupProperties,
  storedVersion,
  type Properties,
} from './mappings.ts';

const settings = {
  number_of_shards: 1,
  // No copy on a single node, one where there are more.
  auto_expand_replicas: '0-1',
  refresh_interval: '2s',
  mapping: { total_fields: { limit: 10_000 } },
};

interface Mapping {
  readonly properties?: Properties;
}

interface ComponentAnswer {
  readonly component_templates: readonly {
    readonly name: string;
    readonly component_template: { readonly version?: number; readonly template: { readonly mappings?: Mapping } };
  }[];
}

/**
 * Puts component templates, index templates and, on indices that exist, the fields that are new. Fields are only ever added,
 * so that an older catalog takes nothing away from a newer one. Waits for a server that is away.
 * @throws newer_format when the templates were written by a newer version
 */
export async function prepareIndices(server: Server, namespace: string, catalog: Catalog): Promise<void> {
  const known = await knownMappings(server, namespace);
  const dimensions = {
    dim: {
      properties: {
        ...(known('dimensions')['dim']?.['properties'] as Properties | undefined),
        ...dimensionProperties(catalog),
      },
    },
  };
  const fields = {
    data: {
      properties: unionOf(known('fields')['data']?.['properties'] as Properties | undefined, fieldProperties(catalog)),
    },
  };
  const component = (name: string, properties: Properties, index: object = {}) =>
    put(server, `/_component_template/${namespace}-${name}`, {
      version: storedVersion,
      template: { settings: { index }, mappings: { dynamic: 'strict', properties } },
    });
  const template = (name: string, patterns: string[], components: string[]) =>
    put(server, `/_index_template/${namespace}-${name}`, {
      index_patterns: patterns,
      composed_of: ['settings', ...components].map((part) => `${namespace}-${part}`),
      priority: 500,
      version: storedVersion,
    });

  await component('settings', {}, settings);
  await component('rollups', rollupProperties, { sort: { field: ['metric', '@timestamp'], order: ['asc', 'asc'] } });
  await component('dimensions', dimensions);
  await component('events', eventProperties, {
    sort: {
      field: ['@timestamp', 'topic', 'partition', 'offset', 'tie'],
      order: ['desc', 'desc', 'desc', 'desc', 'desc'],
    },
  });
  await component('fields', fields);
  await component('progress', progressProperties);
  await template('rollups', [`${namespace}-rollups-*`], ['rollups', 'dimensions']);
  await template('events', [`${namespace}-events-*`], ['events', 'fields']);
  await template('progress', [`${namespace}-progress`], ['progress']);
  await putMapping(server, `${namespace}-rollups-*`, { ...rollupProperties, ...dimensions });
  await putMapping(server, `${namespace}-events-*`, { ...eventProperties, ...fields });
}

/** Creates an index from its template; it is well when it exists already or when creating fails: the write tells. */
export async function createIndex(server: Server, index: string): Promise<void> {
  await server.ask({ method: 'PUT', path: `/${index}` }, 'create an index').catch(() => undefined);
}

async function knownMappings(server: Server, namespace: string): Promise<(name: string) => Properties> {
  const answer = await server.persist<ComponentAnswer>(
    { method: 'GET', path: `/_component_template/${namespace}-*` },
    'read the index templates',
    [404],
  );
  const components = answer?.component_templates ?? [];
  const newer = components.find(({ component_template: { version } }) => (version ?? 0) > storedVersion);
  if (newer !== undefined) {
    throw new TidewatchError(
      'newer_format',
      `The Elasticsearch template ${newer.name} was written by a newer version of Tidewatch. Upgrade this process.`,
    );
  }
  return (name) =>
    components.find((one) => one.name === `${namespace}-${name}`)?.component_template.template.mappings?.properties ??
    {};
}

/** Fields by type: those of both. */
function unionOf(known: Properties = {}, wanted: Properties): Properties {
  const types = new Set([...Object.keys(known), ...Object.keys(wanted)]);
  const fieldsOf = (properties: Properties, type: string) => properties[type]?.['properties'] as Properties | undefined;
  return Object.fromEntries(
    [...types].map((type) => [type, { properties: { ...fieldsOf(known, type), ...fieldsOf(wanted, type) } }]),
  );
}

async function put(server: Server, path: string, body: object): Promise<void> {
  await server.persist({ method: 'PUT', path, body }, 'put an index template');
}

async function putMapping(server: Server, indices: string, properties: Properties): Promise<void> {
  await server.persist(
    {
      method: 'PUT',
      path: `/${indices}/_mapping`,
      query: { ignore_unavailable: true, allow_no_indices: true },
      body: { properties },
    },
    'put the mappings of existing indices',
    // No index exists yet.
    [404],
  );
}
