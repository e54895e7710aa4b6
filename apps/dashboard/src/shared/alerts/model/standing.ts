import type { AlertItem, AlertStatus } from '@tidewatch/contract/alerts';
import type { IconName } from '../../ui/icons.ts';

/** How an alert stands, the most urgent first. */
export const standings = ['firing', 'acknowledged', 'pending', 'resolved'] as const;
export type Standing = (typeof standings)[number];

export const standingOf = ({ state, acknowledged }: Pick<AlertItem, 'state' | 'acknowledged'>): Standing => {
  if (state === 'firing') return acknowledged === null ? 'firing' : 'acknowledged';
  return state === 'pending' ? 'pending' : 'resolved';
};

/** State is colour, icon and word: the first two of them. */
export const standingLooks: Readonly<
  Record<Standing, { readonly tone: 'bad' | 'warn' | 'calm' | 'good'; readonly icon: IconName }>
> = {
  firing: { tone: 'bad', icon: 'stop' },
  acknowledged: { tone: 'calm', icon: 'ack' },
  pending: { tone: 'warn', icon: 'hourglass' },
  resolved: { tone: 'good', icon: 'ok' },
};

/** Since when it stands as it does, epoch ms. */
export const sinceOf = (alert: Pick<AlertItem, 'state' | 'activeSince' | 'firingSince' | 'resolvedAt'>): number =>
  (alert.state === 'resolved' ? alert.resolvedAt : alert.state === 'firing' ? alert.firingSince : null) ??
  alert.activeSince;

/** Why nobody is told of an alert, in a word. */
export const suppressedWord = (
  { silencedBy, inhibitedBy }: AlertStatus,
  { silenced, inhibited, muted }: Readonly<Record<'silenced' | 'inhibited' | 'muted', string>>,
): string => (silencedBy.length > 0 ? silenced : inhibitedBy.length > 0 ? inhibited : muted);
