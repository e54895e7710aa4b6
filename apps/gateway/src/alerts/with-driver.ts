import type { Access } from '@tidewatch/contract/access';
import type { AlertDetail } from '@tidewatch/contract/alerts';
import { seriesQuerySchema } from '@tidewatch/contract/queries';
import { driverOf, type ReadSeries } from '@tidewatch/core/alerting/messages/alert-context';
import { planSeries } from '@tidewatch/core/query/plan/plan-series';
import { readSeries } from '@tidewatch/core/query/series/read-series';
import type { GatewayParts } from '../doors/gateway-parts.ts';
import { withinTime } from '../ingest/within-time.ts';

/** The likely driver is worth waiting so long. */
const readMsMax = 2_500;

/** The episode with its likely driver, as messages name it; without one where it cannot be read in time, or by this caller. */
export async function withDriver(
  detail: AlertDetail,
  access: Access,
  { view, firstData, statesMax, clock }: Pick<GatewayParts, 'view' | 'firstData' | 'statesMax' | 'clock'>,
): Promise<AlertDetail> {
  const { catalog } = view;
  if (detail.alert.driver !== null || catalog === null) return detail;
  const read: ReadSeries = async (query) =>
    readSeries(
      planSeries(seriesQuerySchema.parse(query), catalog),
      access,
      { source: view, store: view.store, firstData, statesMax },
      clock.now(),
    );
  try {
    const late = (): Error => new Error('the driver took too long');
    const driver = await withinTime(driverOf(detail.alert, catalog, read), readMsMax, late);
    return { ...detail, alert: { ...detail.alert, driver } };
  } catch {
    return detail;
  }
}
