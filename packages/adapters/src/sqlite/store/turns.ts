import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work of one event-loop turn, at most. */
const turnMsMax = 10;

/** Lets long synchronous work give way: `await turns.giveWay()` goes on at once until a turn's share is used up. */
export class Turns {
  #begun = performance.now();

  get isOver(): boolean {
    return performance.now() - this.#begun > turnMsMax;
  }

  async giveWay(): Promise<void> {
    if (!this.isOver) return;
    await nextTurn();
    this.#begun = performance.now();
  }
}
