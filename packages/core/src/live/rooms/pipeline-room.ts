import type { LiveSnapshot, PipelineAnswer } from '@tidewatch/contract/socket';
import type { Room, RoomMessage } from './room.ts';

const everyMs = 1_000;

/** The state of the pipeline, each second. */
export class PipelineRoom implements Room {
  readonly #pipeline: () => PipelineAnswer;
  #current: PipelineAnswer;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(pipeline: () => PipelineAnswer) {
    this.#pipeline = pipeline;
    this.#current = pipeline();
  }

  get asOf(): number | null {
    return this.#current.asOf;
  }

  async open(): Promise<void> {
    this.#current = this.#pipeline();
  }

  snapshot(): LiveSnapshot {
    return { kind: 'pipeline', pipeline: this.#current };
  }

  next(now: number): RoomMessage | null {
    if (now - this.#sentAt < everyMs) return null;
    this.#sentAt = now;
    this.#current = this.#pipeline();
    return { changes: { kind: 'pipeline', pipeline: this.#current } };
  }

  close(): void {}
}
