import type { LiveChanges, LiveQuery, LiveSnapshot } from '@tidewatch/contract/socket';
import { EventsModel } from './events-model.ts';
import { PipelineModel } from './pipeline-model.ts';
import { SeriesModel } from './series-model.ts';

/** The newest known answer to one query: a snapshot, kept current by changes. */
export interface SnapshotModel {
  readonly empty: boolean;
  replace(snapshot: LiveSnapshot): void;
  apply(changes: LiveChanges): void;
  /** Never changes afterwards; null before the first snapshot. */
  read(): LiveSnapshot | null;
}

export const createModel = (query: LiveQuery): SnapshotModel => {
  if (query.kind === 'events') return new EventsModel();
  if (query.kind === 'pipeline') return new PipelineModel();
  return new SeriesModel();
};
