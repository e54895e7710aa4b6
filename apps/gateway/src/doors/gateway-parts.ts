import type { IncomingHttpHeaders } from 'node:http';
import type { Access } from '@tidewatch/contract/access';
import type { Catalog } from '@tidewatch/contract/catalog/catalog';
import { TidewatchError } from '@tidewatch/contract/errors';
import type { CaseState } from '@tidewatch/contract/operations/cases';
import type { PipelineAnswer } from '@tidewatch/contract/socket';
import type { LiveView } from '@tidewatch/core/live/view/live-view';
import type { Clock } from '@tidewatch/core/ports/clock';
import type { EventLog } from '@tidewatch/core/ports/event-log';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import type { FirstData } from '@tidewatch/core/query/read/first-data';

/** What the doors share. */
export interface GatewayParts {
  readonly log: EventLog;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  readonly view: LiveView;
  readonly firstData: FirstData;
  /** Largest number of points of one answer. */
  readonly statesMax: number;
  readonly access: (request: { readonly headers: IncomingHttpHeaders }) => Access;
  readonly pipeline: () => PipelineAnswer;
  /** False when the store refused part of a metric for good. */
  readonly isHealthy: (metric: string) => boolean;
  /** What people did about an event; null for nothing. */
  readonly caseOf: (key: string) => CaseState | null;
}

/** The catalog in force. Throws `starting` before the processor has written one. */
export function catalogInForce({ view }: Pick<GatewayParts, 'view'>): Catalog {
  if (view.catalog === null) {
    throw new TidewatchError(
      'starting',
      'There are no definitions yet: the processor has not started. Ask again in a second.',
      { retry: true },
    );
  }
  return view.catalog;
}
