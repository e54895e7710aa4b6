import type { AlertItem } from '@tidewatch/contract/alerts';
import { standingOf, standings, type Standing } from '../../../shared/alerts/model/standing.ts';

/** What the list is narrowed to; null: everything. */
export interface AlertsFilter {
  readonly severity: string | null;
  readonly owner: string | null;
  readonly rule: string | null;
  /** `name:value`. */
  readonly label: string | null;
}

export const filterKeys = ['severity', 'owner', 'rule', 'label'] as const satisfies readonly (keyof AlertsFilter)[];
export type FilterKey = (typeof filterKeys)[number];

/** What the address says of it. */
export const alertsFilterOf = (extras: Readonly<Record<string, string>>): AlertsFilter => ({
  severity: extras['alerts.severity'] ?? null,
  owner: extras['alerts.owner'] ?? null,
  rule: extras['alerts.rule'] ?? null,
  label: extras['alerts.label'] ?? null,
});

const dayMs = 86_400_000;
/** These labels have a filter of their own. */
const ownFilters: ReadonlySet<string> = new Set(['alertname', 'severity']);

const labelsOf = ({ labels }: AlertItem): readonly string[] =>
  Object.entries(labels)
    .filter(([name]) => !ownFilters.has(name))
    .map(([name, value]) => `${name}:${value}`);

const passes = (alert: AlertItem, { severity, owner, rule, label }: AlertsFilter): boolean =>
  (severity === null || alert.severity === severity) &&
  (owner === null || alert.owner === owner) &&
  (rule === null || alert.rule === rule) &&
  (label === null || labelsOf(alert).includes(label));

/** What can be chosen: what occurs, and what is chosen already. */
export const filterChoices = (
  alerts: readonly AlertItem[],
  chosen: AlertsFilter,
): Readonly<Record<FilterKey, readonly string[]>> => {
  const all = (one: string | null, values: readonly string[]) =>
    [...new Set([...values, ...(one === null ? [] : [one])])].sort();
  return {
    severity: all(
      chosen.severity,
      alerts.map(({ severity }) => severity),
    ),
    owner: all(
      chosen.owner,
      alerts.map(({ owner }) => owner),
    ),
    rule: all(
      chosen.rule,
      alerts.map(({ rule }) => rule),
    ),
    label: all(chosen.label, alerts.flatMap(labelsOf)),
  };
};

export interface AlertSection {
  readonly standing: Standing;
  readonly alerts: readonly AlertItem[];
}

/** The parts of the list, the most urgent first; resolved ones of the last day, the newest first. Empty parts are left out. */
export const sectionsOf = (
  alerts: readonly AlertItem[],
  filter: AlertsFilter,
  nowMs: number,
): readonly AlertSection[] => {
  const shown = alerts.filter(
    (alert) => passes(alert, filter) && (alert.resolvedAt === null || alert.resolvedAt >= nowMs - dayMs),
  );
  // What is open comes by its urgency; a stable sort leaves that as it is.
  const inOrder = shown.toSorted((one, other) => (other.resolvedAt ?? 0) - (one.resolvedAt ?? 0));
  return standings
    .map((standing) => ({ standing, alerts: inOrder.filter((alert) => standingOf(alert) === standing) }))
    .filter(({ alerts: some }) => some.length > 0);
};
