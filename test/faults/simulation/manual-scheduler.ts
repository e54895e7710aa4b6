import { VirtualAction, VirtualTimeScheduler } from 'rxjs';

/** A scheduler and clock whose time moves only when told. */
export class ManualScheduler extends VirtualTimeScheduler {
  constructor(startMs: number) {
    super(VirtualAction, startMs);
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
