import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { SourceDefinition } from '@tidewatch/contract';
import { canonicalJson } from '@tidewatch/core/hashing/canonical-json';
import { fetchPatiently, type Patience } from '../../http/fetch-patiently.ts';

const rememberEveryMs = 1_000;
/** Far less than the duplicate horizon, so that what is sent again after a crash is known as duplicates. */
const rememberEveryEvents = 20_000;

/** The identity of a file's content together with what its map makes of it, as hex. */
export async function fileHashOf(path: string, source: SourceDefinition | null): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>)
    hash.update(chunk);
  const content = hash.digest('hex');
  if (source === null) return content;
  const { title: _title, description: _description, owner: _owner, ...mapping } = source;
  return createHash('sha256').update(content).update(canonicalJson(mapping)).digest('hex');
}

/** How far a file has been taken in, as the server remembers it: so that it can be sent again, from any machine, without counting twice. */
export class IngestLedger {
  readonly #url: string;
  readonly #patience: Patience;
  readonly #now: () => number;
  #position = 0;
  #written = 0;
  #writtenAt: number;
  #events = 0;

  /** `now` is milliseconds of any clock. */
  constructor(url: string, fileHash: string, patience: Patience, now: () => number = () => performance.now()) {
    this.#url = `${url}/v1/ingest-ledger/${fileHash}`;
    this.#patience = patience;
    this.#now = now;
    this.#writtenAt = now();
  }

  /** The place in bytes up to which everything was taken in; 0 for a file that the server does not know. */
  async read(): Promise<number> {
    const { position } = await fetchPatiently<{ position: number }>(this.#url, {}, this.#patience);
    this.#position = position;
    this.#written = position;
    return position;
  }

  /** Everything up to the position is durable; `events` more than at the call before. */
  reached(position: number, events: number): void {
    this.#position = position;
    this.#events += events;
  }

  /** Tells the server, now and then. */
  async rememberSometimes(): Promise<void> {
    if (this.#events >= rememberEveryEvents || this.#now() - this.#writtenAt >= rememberEveryMs) await this.remember();
  }

  /** Tells the server. */
  async remember(): Promise<void> {
    this.#writtenAt = this.#now();
    this.#events = 0;
    if (this.#position === this.#written) return;
    const position = this.#position;
    const init = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ position }) };
    await fetchPatiently(this.#url, init, this.#patience);
    this.#written = position;
  }
}
