import type { IngestAnswer } from '@tidewatch/contract';
import { fetchPatiently, type Patience } from './fetch-patiently.ts';

export interface EventSenderOptions<Mark> extends Patience {
  /** Where Tidewatch listens, as `serverUrl` gives it. */
  readonly url: string;
  /** Requests that may be unanswered at the same time. Default: 4. */
  readonly requestsMax?: number;
  /** Told of each answer in the order in which the batches were sent: everything before a mark is done. */
  readonly onAnswer: (mark: Mark, answer: IngestAnswer) => void;
}

interface Sent<Mark> {
  readonly mark: Mark;
  readonly answer: Promise<IngestAnswer>;
}

/**
 * Sends batches of events to `POST /v1/events`, a few requests at a time. A slow or failing one holds back all that come after it.
 * A retry may send events twice: their ids keep them from being counted twice.
 */
export class EventSender<Mark> {
  readonly #options: EventSenderOptions<Mark>;
  readonly #window: Sent<Mark>[] = [];

  constructor(options: EventSenderOptions<Mark>) {
    this.#options = options;
  }

  /** Resolves as soon as another batch may be sent. Rejects with the failure of an earlier one. One call at a time. */
  async send(texts: readonly string[], mark: Mark): Promise<void> {
    while (this.#window.length >= (this.#options.requestsMax ?? 4)) await this.#settleFirst();
    const answer = this.#post(texts);
    // Its failure is looked at when its turn comes.
    answer.catch(() => undefined);
    this.#window.push({ mark, answer });
  }

  /** Resolves when every batch was answered. */
  async finish(): Promise<void> {
    while (this.#window.length > 0) await this.#settleFirst();
  }

  async #post(texts: readonly string[]): Promise<IngestAnswer> {
    if (texts.length === 0) return { accepted: 0, rejected: [] };
    const init = { method: 'POST', headers: { 'content-type': 'application/x-ndjson' }, body: texts.join('\n') };
    return fetchPatiently<IngestAnswer>(`${this.#options.url}/v1/events`, init, this.#options);
  }

  async #settleFirst(): Promise<void> {
    const first = this.#window[0]!;
    const answer = await first.answer;
    this.#window.shift();
    this.#options.onAnswer(first.mark, answer);
  }
}
