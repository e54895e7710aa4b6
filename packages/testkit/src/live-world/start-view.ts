import { VirtualTimeScheduler } from 'rxjs';
import { LiveView } from '@tidewatch/core/live/view/live-view';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { FirstData } from '@tidewatch/core/query/read/first-data';
import type { RollupsWorld } from './rollups-world.ts';

/** A view of a world, with its timers in the hand of the test. */
export interface Running {
  readonly view: LiveView;
  readonly firstData: FirstData;
  readonly scheduler: VirtualTimeScheduler;
  /** Lets time pass for timers, then everything that they started. The world's clock is the caller's. */
  turn(ms: number): Promise<void>;
}

export async function startView(world: RollupsWorld, liveCellsMax: number): Promise<Running> {
  const scheduler = new VirtualTimeScheduler(undefined, 0);
  const view = new LiveView({
    log: world.log,
    store: world.store,
    clock: { now: () => world.now },
    telemetry: noTelemetry,
    liveCellsMax,
    scheduler,
  });
  await view.start();
  const turn = async (ms: number): Promise<void> => {
    scheduler.maxFrames = scheduler.frame + ms;
    scheduler.flush();
    scheduler.frame = scheduler.maxFrames;
    await settle();
  };
  return { view, firstData: new FirstData(view, view.store), scheduler, turn };
}

/** Lets everything that waits for a promise go on; nothing here waits for anything else. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
