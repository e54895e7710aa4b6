import type { Route } from '@tidewatch/contract/catalog/delivery';

/** A receiver of a route: its own (step 0), or one of its escalation. */
export interface RouteTarget {
  readonly receiver: string;
  readonly step: number;
  readonly escalateAfterMs: number | null;
}

export const targetsOf = ({ receiver, escalate }: Pick<Route, 'receiver' | 'escalate'>): readonly RouteTarget[] => [
  { receiver, step: 0, escalateAfterMs: null },
  ...escalate.map((step, index) => ({ receiver: step.receiver, step: index + 1, escalateAfterMs: step.afterMs })),
];
