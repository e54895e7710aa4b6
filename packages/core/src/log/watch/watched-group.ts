import { finalize, tap, type Observable } from 'rxjs';
import type { LogBatch, OwnedPartition } from '../../ports/event-log.ts';
import type { Telemetry } from '../../ports/telemetry.ts';

/** What a consumer group gave this process. */
export interface GroupState {
  readonly group: string;
  /** How many partitions are this process's; null before the group has let it in. 0: there are more members than partitions. */
  readonly partitions: number | null;
  /** Of these, how many are being read. */
  readonly reading: number;
  /** Records of the partitions that are being read and were not handed out yet. */
  readonly lagRecords: number;
}

/** One membership of this process in a consumer group, from joining to leaving. */
export class WatchedGroup {
  readonly #group: string;
  readonly #telemetry: Telemetry;
  /** `topic/partition` → records that were not handed out yet. In it are the partitions of which a batch has come. */
  readonly #lags = new Map<string, number>();
  #partitions: number | null = null;
  #lagRecords = 0;

  constructor(group: string, telemetry: Telemetry) {
    this.#group = group;
    this.#telemetry = telemetry;
  }

  get state(): GroupState {
    return { group: this.#group, partitions: this.#partitions, reading: this.#lags.size, lagRecords: this.#lagRecords };
  }

  share(partitions: number): void {
    this.#partitions = partitions;
    this.#telemetry.gauge('owned_partitions', partitions, { group: this.#group });
    // So that a rate is to be had from the first record on.
    this.#telemetry.count('records_read', 0, { group: this.#group });
  }

  /** The batches of one partition, counted. */
  count({ topic, partition, batches }: OwnedPartition): Observable<LogBatch> {
    const place = `${topic}/${partition}`;
    return batches.pipe(
      tap(({ records, nextOffset, end }) => {
        if (records.length > 0) this.#telemetry.count('records_read', records.length, { group: this.#group });
        this.#setLag(place, Math.max(0, end - nextOffset));
      }),
      finalize(() => {
        this.#setLag(place, 0);
        this.#lags.delete(place);
      }),
    );
  }

  leave(): void {
    this.share(0);
  }

  #setLag(place: string, records: number): void {
    this.#lagRecords += records - (this.#lags.get(place) ?? 0);
    this.#lags.set(place, records);
    this.#telemetry.gauge('lag_records', this.#lagRecords, { group: this.#group });
  }
}
