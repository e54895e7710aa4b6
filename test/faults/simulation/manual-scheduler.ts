import { VirtualAction, VirtualTimeScheduler } from 'rxjs';

/**
 * One action for all turns of an interval. Those of rxjs are a chain, each held by the one before: after an hour of seconds it is too
 * long to be unsubscribed.
 */
class RepeatedAction<State> extends VirtualAction<State> {
  override schedule(state?: State, delay = 0): this {
    if (this.closed) return this;
    if (state !== undefined) this.state = state;
    this.pending = true;
    this.id = this.requestAsyncId(this.scheduler, this.id, delay);
    return this;
  }
}

/** A scheduler and clock whose time moves only when told. */
export class ManualScheduler extends VirtualTimeScheduler {
  constructor(startMs: number) {
    super(RepeatedAction, startMs);
    this.frame = startMs;
  }

  /** Moves time on and runs what is due on the way, in order. */
  advance(milliseconds: number): void {
    const until = this.frame + milliseconds;
    this.maxFrames = until;
    this.flush();
    this.frame = until;
  }
}
