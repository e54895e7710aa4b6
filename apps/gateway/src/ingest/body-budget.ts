import { TidewatchError } from '@tidewatch/contract/errors';
import { bodyBytesMax } from '@tidewatch/contract/events';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Bytes of bodies that may be under way at the same time. */
const bodiesBytesMax = 200_000_000;

/** A body that comes more slowly than this after so long is given up when others wait for its room: promising is no reason to keep it. */
const slowBytesPerSecond = 20_000;
const slowAfterMs = 5_000;

type Call = Pick<FastifyRequest, 'headers'> & { readonly raw: Pick<FastifyRequest['raw'], 'complete' | 'socket'> };

interface Body {
  readonly bytes: number;
  readonly raw: Call['raw'];
  readonly beganAt: number;
  readonly readBefore: number;
}

/** Holds back bodies that together would not fit into memory. */
export class BodyBudget {
  readonly #bytesMax: number;
  readonly #now: () => number;
  readonly #bodies = new Set<Body>();
  #bytes = 0;

  /** `now` is milliseconds of any clock. */
  constructor(bytesMax = bodiesBytesMax, now: () => number = () => performance.now()) {
    this.#bytesMax = bytesMax;
    this.#now = now;
  }

  /**
   * Takes the bytes of a request before its body is read; they come back when the answer is sent or the caller has gone.
   * Throws `too_many_requests` when there is no room; the same request may succeed in a second.
   */
  take({ headers, raw }: Call, reply: Pick<FastifyReply, 'raw'>): void {
    const told = Number(headers['content-length']);
    // A body of unknown length may become as large as is allowed.
    const bytes = Number.isSafeInteger(told) ? Math.min(told, bodyBytesMax) : bodyBytesMax;
    if (!this.#hasRoom(bytes)) this.#giveUpSlow();
    if (!this.#hasRoom(bytes)) {
      throw new TidewatchError(
        'too_many_requests',
        'Too many large bodies are under way; send this one again in a second.',
        { retry: true },
      );
    }
    const body: Body = { bytes, raw, beganAt: this.#now(), readBefore: raw.socket.bytesRead };
    this.#bodies.add(body);
    this.#bytes += bytes;
    reply.raw.once('close', () => this.#release(body));
  }

  #hasRoom(bytes: number): boolean {
    return this.#bytes === 0 || this.#bytes + bytes <= this.#bytesMax;
  }

  #release(body: Body): void {
    if (this.#bodies.delete(body)) this.#bytes -= body.bytes;
  }

  /** Ends the connections whose bodies hardly come. One that has come and waits for its answer is left alone. */
  #giveUpSlow(): void {
    for (const body of this.#bodies) {
      const { raw, beganAt, readBefore } = body;
      const passedMs = this.#now() - beganAt;
      const isSlow = (raw.socket.bytesRead - readBefore) * 1000 < slowBytesPerSecond * passedMs;
      if (raw.complete || passedMs < slowAfterMs || !isSlow) continue;
      this.#release(body);
      raw.socket.destroy();
    }
  }
}
