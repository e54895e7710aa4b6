import type { Alert } from '../alerts.ts';

/** Why somebody is told. */
export const notificationReasons = {
  firing: 'An alert fires that the receiver did not know of.',
  resolved: 'An alert that the receiver knows of is over.',
  repeat: 'An alert still fires, and nobody acknowledged it.',
  changed: 'The message is brought up to date where it stands; nobody is called again.',
  escalation: 'Nobody acknowledged in the time that the route allows.',
  flapping: 'An alert fires and resolves too often; it is quiet until it is steady again.',
} as const;
export type NotificationReason = keyof typeof notificationReasons;

/** queued → sending → sent | failed (→ sending …) | given-up; superseded by a newer one of the same group before it was sent. */
export const notificationStatuses = ['queued', 'sending', 'sent', 'failed', 'given-up', 'superseded'] as const;
export type NotificationStatus = (typeof notificationStatuses)[number];

/** Why an attempt failed. The same list for every channel. */
export const deliveryFaults = {
  'timed-out': 'The receiver did not answer in time.',
  unreachable: 'No connection, or it broke off.',
  'address-refused': 'The address is private, and the receiver has no allowPrivate: true.',
  redirected: 'The receiver answered with a redirect; they are not followed.',
  'rate-limited': 'The receiver asks to come later.',
  'server-fault': 'The receiver has a fault of its own.',
  refused: 'The receiver does not take the message as it is.',
  'not-authorised': 'The secret is wrong, or may not do this.',
  'secret-missing': 'The variable or file with the secret is not there.',
  'tls-failed': 'The encrypted connection could not be made.',
  'receiver-gone': 'The catalog no longer has the receiver.',
  interrupted: 'The process ended while the message was being sent.',
  unknown: 'Another fault.',
} as const;
export type DeliveryFault = keyof typeof deliveryFaults;

/** The group of alerts that one message is about. */
export interface NotificationGroup {
  /** Route and the values of its `groupBy`. */
  readonly key: string;
  readonly route: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Where a message stands at the provider, so that it can be edited. */
export interface ProviderReference {
  /** The provider's id of the message. */
  readonly id: string;
  /** What else is needed to find it again, as in Slack's channel. */
  readonly place?: string;
}

/** What a receiver learns of one alert by one message. */
export interface ToldAlert {
  readonly id: string;
  /** Hash of the labels: the same for every episode of one rule and group. */
  readonly series: string;
  readonly state: 'firing' | 'resolved';
  readonly flapping: boolean;
}

/** Who has an alert: assigned, or else acknowledged. */
export interface AlertOwner {
  readonly by: string;
  readonly at: number;
  readonly acknowledged: boolean;
}

interface NotificationRecordBase {
  readonly v: 1;
  readonly kind: 'notification';
  /** Names the message; the same for every attempt, so that receivers can tell a repeat. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** The decision to tell somebody: durable before the first attempt. */
export interface QueuedRecord extends NotificationRecordBase {
  readonly status: 'queued';
  readonly receiver: string;
  readonly group: NotificationGroup;
  /** 0 for the route's receiver, 1… for the steps of its escalation. */
  readonly step: number;
  readonly reason: NotificationReason;
  /** The alerts as they were, firing first: those that the message shows. */
  readonly alerts: readonly Alert[];
  /** Every alert that this message is about, also those that it only counts. */
  readonly told: readonly ToldAlert[];
  /** Alert → who has it. */
  readonly owners: Readonly<Record<string, AlertOwner>>;
  /** Not sent before this. */
  readonly notBefore: number;
  /** The message that it replaces at the provider; null: a new one. */
  readonly edits: ProviderReference | null;
  /** Unsent notifications whose place it takes. */
  readonly supersedes: readonly string[];
  /** One of those may have arrived. */
  readonly perhapsRepeated: boolean;
}

/** Written, and durable, before an attempt: without an end it may have arrived, and the next attempt says so. */
export interface SendingRecord extends NotificationRecordBase {
  readonly status: 'sending';
  readonly attempt: number;
  /** An earlier attempt may have arrived. */
  readonly perhapsRepeated: boolean;
}

export interface SentRecord extends NotificationRecordBase {
  readonly status: 'sent';
  readonly attempt: number;
  readonly provider: ProviderReference;
}

export interface FailedRecord extends NotificationRecordBase {
  readonly status: 'failed' | 'given-up';
  readonly attempt: number;
  readonly fault: DeliveryFault;
  /** For people; holds no secret and no text of the receiver's. */
  readonly why: string;
  /** Null where a further attempt makes no sense. */
  readonly nextTryAt: number | null;
  /** The message may have arrived all the same. */
  readonly perhapsDelivered: boolean;
}

/** One record of the topic `notifications`. */
export type NotificationRecord = QueuedRecord | SendingRecord | SentRecord | FailedRecord;

/** One entry of `GET /v1/notifications`. */
export interface NotificationItem {
  readonly id: string;
  readonly receiver: string;
  readonly reason: NotificationReason;
  readonly route: string;
  readonly group: Readonly<Record<string, string>>;
  readonly step: number;
  readonly alerts: readonly { readonly id: string; readonly rule: string; readonly state: Alert['state'] }[];
  readonly status: NotificationStatus;
  readonly attempts: number;
  readonly queuedAt: number;
  /** When the status was reached. */
  readonly at: number;
  readonly providerId: string | null;
  readonly fault: DeliveryFault | null;
  readonly why: string | null;
  readonly nextTryAt: number | null;
  readonly perhapsRepeated: boolean;
}

/** Answer of `GET /v1/notifications`: newest first. */
export interface NotificationsAnswer {
  readonly notifications: readonly NotificationItem[];
}
