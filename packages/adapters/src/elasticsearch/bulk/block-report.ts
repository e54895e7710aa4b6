import type { Telemetry } from '@tidewatch/core/ports/telemetry';

/** One writer's part of the report. */
export interface LaneBlock {
  /** Why its writes are refused; null when they are taken. */
  set(reason: string | null): void;
}

/** Says once that writes are refused, and once that all go on: through the gauge `store_blocked` and the log. */
export function createBlockReport(telemetry: Telemetry): { lane(): LaneBlock } {
  const reasons = new Map<LaneBlock, string>();
  let said: string | null = null;
  const say = () => {
    const [reason = null] = reasons.values();
    if (reason === said || (reason !== null && said !== null)) return;
    if (reason === null) {
      telemetry.gauge('store_blocked', 0, { reason: said ?? '' });
      telemetry.log('info', 'The metric store takes writes again.');
    } else {
      telemetry.gauge('store_blocked', 1, { reason });
      telemetry.log('error', 'The metric store refuses writes. They wait and go on by themselves.', { reason });
    }
    said = reason;
  };
  return {
    lane() {
      const block: LaneBlock = {
        set(reason) {
          if (reason === null) reasons.delete(block);
          else reasons.set(block, reason);
          say();
        },
      };
      return block;
    },
  };
}
