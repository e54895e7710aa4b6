import type { AlertRecord } from '@tidewatch/contract/alerts';
import { parseAlertRecord } from './parse-alert-record.ts';

/**
 * Reads the topic `alerts` in its order and leaves out what does not count: records of a leader after the next one had begun. Every
 * reader decides alike, because the order of the one partition decides.
 */
export class AlertRecords {
  /** Who leads after the records so far; null before the first leader. */
  leader: string | null = null;
  readonly #earlier = new Set<string>();

  /** Reading begins again from the start. */
  reset(): void {
    this.leader = null;
    this.#earlier.clear();
  }

  /** The next record; null for one that does not count. Throws `newer_format`. */
  read(value: Uint8Array | null): AlertRecord | null {
    const record = parseAlertRecord(value);
    if (record?.kind === 'leader') return this.#begins(record.leader) ? record : null;
    const isFenced = record?.leader !== undefined && this.leader !== null && record.leader !== this.leader;
    return isFenced ? null : record;
  }

  /** A repeat begins nothing: an append that is tried again may write a record twice, also after the next leader has begun. */
  #begins(leader: string): boolean {
    if (this.#earlier.has(leader)) return false;
    this.#earlier.add(leader);
    this.leader = leader;
    return true;
  }
}
