import type { Alert } from '@tidewatch/contract/alerts';
import type {
  DeliveryFault,
  NotificationGroup,
  NotificationReason,
  ProviderReference,
} from '@tidewatch/contract/operations/notifications';
import type { ChartPicture, Message } from '../alerting/messages/message.ts';

/** What one receiver is told at once: a group of alerts and the message about them. */
export interface Notification {
  /** The same for every attempt: receivers that know ids can drop a repeat. */
  readonly id: string;
  readonly receiver: string;
  readonly reason: NotificationReason;
  readonly group: NotificationGroup;
  /** Firing first. */
  readonly alerts: readonly Alert[];
  /** The message in the receiver's language, not yet escaped for any medium. */
  readonly message: Message;
  /** The message at the provider that this one brings up to date; null: a new one. */
  readonly edits: ProviderReference | null;
  /** An earlier attempt may have arrived: the message MUST say so. */
  readonly perhapsRepeated: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
  /** How long a firing alert may go without a word: those that forget it sooner must be told when it ends. */
  readonly repeatIntervalMs: number;
}

export interface Receipt {
  readonly provider: ProviderReference;
}

/** Somebody who can be told. One per receiver. */
export interface Notifier {
  /** Whether a message that was sent can be brought up to date without calling anybody again. */
  readonly edits: boolean;
  /**
   * Resolves when the provider has taken the message. MUST end within 30 s, also when the other side drips; `close` ends it at once. Rejects with `NotifierError` alone. MUST NOT retry by itself, follow a redirect, or connect to a private address
   * unless the receiver allows it. Every text of the notification is hostile until escaped for the medium.
   */
  notify(notification: Notification): Promise<Receipt>;
  /** Ends what is under way: its promises reject soon. Repeatable. */
  close(): Promise<void>;
}

/** Why an attempt failed. The message is for people: what to do; no secret and nothing of the other side's text. */
export class NotifierError extends Error {
  override readonly name = 'NotifierError';
  readonly fault: DeliveryFault;
  /** Whether the same message may be taken later without anybody changing anything. */
  readonly retry: boolean;
  /** The other side asked for this much time. */
  readonly retryAfterMs: number | null;
  /** The message may have arrived all the same. */
  readonly perhapsDelivered: boolean;

  constructor(
    fault: DeliveryFault,
    message: string,
    options: {
      readonly retry: boolean;
      readonly retryAfterMs?: number | null;
      readonly perhapsDelivered?: boolean;
      readonly cause?: unknown;
    },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.fault = fault;
    this.retry = options.retry;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.perhapsDelivered = options.perhapsDelivered ?? false;
  }
}

/** Draws charts for messages. */
export interface ChartPainter {
  /** PNG bytes in the look of the screens. */
  paint(picture: ChartPicture): Promise<Uint8Array>;
}
