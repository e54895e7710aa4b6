import type { LiveChanges, LiveQuery, LiveSnapshot } from '@tidewatch/contract/socket';
import { CaseChangesModel } from './case-changes-model.ts';
import { CasesModel } from './cases-model.ts';
import { EventsModel } from './events-model.ts';
import { LatestModel } from './latest-model.ts';
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
  if (query.kind === 'cases') return new CasesModel(query.show ?? 'open', query.limit);
  if (query.kind === 'case-changes') return new CaseChangesModel();
  if (query.kind === 'case') return new LatestModel('case');
  if (query.kind === 'presence') return new LatestModel('presence');
  if (query.kind === 'alerts') return new LatestModel('alerts');
  return new SeriesModel();
};
