import { TidewatchError } from '@tidewatch/contract/errors';
import { bodyBytesMax } from '@tidewatch/contract/events';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Bytes of bodies that may be under way at the same time. */
const bodiesBytesMax = 200_000_000;

/** Holds back bodies that together would not fit into memory. */
export class BodyBudget {
  readonly #bytesMax: number;
  #bytes = 0;

  constructor(bytesMax = bodiesBytesMax) {
    this.#bytesMax = bytesMax;
  }

  /**
   * Takes the bytes of a request before its body is read; they come back when the answer is sent or the caller has gone.
   * Throws `too_many_requests` when there is no room; the same request may succeed in a second.
   */
  take({ headers }: Pick<FastifyRequest, 'headers'>, reply: Pick<FastifyReply, 'raw'>): void {
    const told = Number(headers['content-length']);
    // A body of unknown length may become as large as is allowed.
    const bytes = Number.isSafeInteger(told) ? Math.min(told, bodyBytesMax) : bodyBytesMax;
    if (this.#bytes > 0 && this.#bytes + bytes > this.#bytesMax) {
      throw new TidewatchError(
        'too_many_requests',
        'Too many large bodies are under way; send this one again in a second.',
        { retry: true },
      );
    }
    this.#bytes += bytes;
    reply.raw.once('close', () => {
      this.#bytes -= bytes;
    });
  }
}
