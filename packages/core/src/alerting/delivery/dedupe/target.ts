import type {
  AlertOwner,
  ProviderReference,
  QueuedRecord,
  ToldAlert,
} from '@tidewatch/contract/operations/notifications';

/** What one receiver knows of one group at one step of its route, by what was decided to tell it. */
export interface Target {
  /** Series → the newest that was told. */
  readonly told: Map<string, ToldAlert>;
  /** Alert → owner as it was told. */
  owners: Readonly<Record<string, AlertOwner>>;
  queuedAt: number;
  /** When it was last called because something fires. */
  calledAt: number;
  /** The newest message at the provider; null before the first. */
  reference: ProviderReference | null;
  /** A notification that waits to be sent; null for none. */
  waiting: string | null;
}

/** Names a target. */
export const targetKey = ({ group, step, receiver }: Pick<QueuedRecord, 'group' | 'step' | 'receiver'>): string =>
  `${receiver}|${step}|${group.key}`;

export const noTarget = (): Target => ({
  told: new Map(),
  owners: {},
  queuedAt: 0,
  calledAt: Number.NEGATIVE_INFINITY,
  reference: null,
  waiting: null,
});
