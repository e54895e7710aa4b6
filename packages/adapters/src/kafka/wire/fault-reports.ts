import type { Clock } from '@tidewatch/core/ports/clock';
import type { Telemetry } from '@tidewatch/core/ports/telemetry';
import { faultText, isConnectionFault, isHangUp } from './faults.ts';

const repeatAfterMs = 10_000;
/** Elections, loading coordinators and topics just created answer "not yet" for a moment: no trouble unless it lasts. */
const notYetMs = 2_000;

/** Says that Kafka is in trouble when it begins, every 10 s while it lasts, and when it is over; not at every attempt. */
export class FaultReports {
  readonly #telemetry: Telemetry;
  readonly #clock: Clock;
  readonly #brokers: string;
  readonly #lasting = new Map<string, number>();
  readonly #saidAt = new Map<string, number>();
  #hasWorked = false;

  constructor(telemetry: Telemetry, clock: Clock, brokers: string) {
    this.#telemetry = telemetry;
    this.#clock = clock;
    this.#brokers = brokers;
  }

  failed(what: string, error: unknown): void {
    const now = this.#clock.now();
    // A broker that is away fails everything at once: one line for all of it.
    const key = isConnectionFault(error) ? 'connection' : what;
    this.#telemetry.count('kafka_retries', 1);
    const since = this.#lasting.get(key) ?? now;
    this.#lasting.set(key, since);
    if (key === what && now - since < notYetMs) return;
    if (now - (this.#saidAt.get(key) ?? -repeatAfterMs) < repeatAfterMs) return;
    this.#saidAt.set(key, now);
    const seconds = Math.round((now - since) / 1000);
    const lasting = seconds === 0 ? '' : ` for ${seconds} s`;
    // What a broker does with a client that speaks plainly where it should not: it hangs up.
    const hint =
      this.#hasWorked || !isHangUp(error) ? '' : ' Does it want TLS or SASL (log.kafka.tls, log.kafka.sasl)?';
    this.#telemetry.log(
      'warn',
      `Kafka at ${this.#brokers}: cannot ${what}${lasting} (${faultText(error)}). Trying again.${hint}`,
    );
  }

  worked(what: string): void {
    this.#hasWorked = true;
    if (this.#lasting.size === 0) return;
    for (const key of [what, 'connection']) {
      const since = this.#lasting.get(key);
      if (since === undefined) continue;
      this.#lasting.delete(key);
      const seconds = Math.round((this.#clock.now() - since) / 1000);
      if ((this.#saidAt.get(key) ?? -1) >= since)
        this.#telemetry.log(
          'info',
          `Kafka at ${this.#brokers}: ${key === what ? `can ${what}` : 'answers'} again after ${seconds} s.`,
        );
    }
  }
}
