import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { MetricItem } from '@tidewatch/contract/queries';
import type { Definitions } from './definitions.ts';

const json = async <Answer>(path: string): Promise<Answer> => {
  const response = await fetch(path, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
  return (await response.json()) as Answer;
};

/** Titles and fields of events are a nicety: without them the page shows types as they are. */
const eventDefinitions = async (): Promise<Definitions['events']> => {
  try {
    const { events } = await json<Pick<Catalog, 'events'>>('/v1/catalog');
    return new Map(events.map((definition) => [definition.event, definition]));
  } catch {
    return new Map();
  }
};

/** The definitions in force. Rejects when the gateway does not answer; calling again later is fine. */
export const loadDefinitions = async (): Promise<Definitions> => {
  const [{ metrics }, events] = await Promise.all([
    json<{ metrics: readonly MetricItem[] }>('/v1/metrics'),
    eventDefinitions(),
  ]);
  return { metrics, events };
};
