import type { Telemetry } from '@tidewatch/core/ports/telemetry';

const stopMsMax = 4_500;

/** What was started, stopped last in, first out. */
export class Stack {
  #stops: (() => Promise<unknown> | undefined)[] = [];

  push(stop: () => Promise<unknown> | undefined): void {
    this.#stops.push(stop);
  }

  /** Stops everything, once; one that fails does not keep the others from stopping. Bounded in time. */
  async unwind(telemetry: Telemetry): Promise<void> {
    const stops = this.#stops;
    this.#stops = [];
    const all = (async () => {
      for (const stop of stops.toReversed()) {
        try {
          await stop();
        } catch (error) {
          telemetry.log(
            'warn',
            `A part did not stop cleanly: ${error instanceof Error ? error.message : String(error)}`,
          );
        }
      }
    })();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, stopMsMax)));
    await Promise.race([all, late]);
    clearTimeout(timer);
  }
}
