import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import type { MetricItem } from '@tidewatch/contract/queries';
import type { Definitions } from './definitions.ts';

const json = async <Answer>(path: string): Promise<Answer> => {
  const response = await fetch(path, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}`);
  return (await response.json()) as Answer;
};

/** Titles, fields and screens are a nicety: without them the page shows the metrics as they are. */
const catalog = async (): Promise<Omit<Definitions, 'metrics'>> => {
  try {
    const { events, dashboards, rules, routes } = await json<Catalog>('/v1/catalog');
    return { events: new Map(events.map((definition) => [definition.event, definition])), dashboards, rules, routes };
  } catch {
    return { events: new Map(), dashboards: [], rules: [], routes: [] };
  }
};

/** The definitions in force. Rejects when the gateway does not answer; calling again later is fine. */
export const loadDefinitions = async (): Promise<Definitions> => {
  const [{ metrics }, known] = await Promise.all([json<{ metrics: readonly MetricItem[] }>('/v1/metrics'), catalog()]);
  return { metrics, ...known };
};
