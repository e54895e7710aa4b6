import type { AlertItem } from '@tidewatch/contract/alerts';
import type { AlertTexts } from '../../../shared/alerts/model/alert-texts.ts';
import { alertTitle } from '../../../shared/alerts/model/alert-words.ts';
import { standingOf } from '../../../shared/alerts/model/standing.ts';
import type { CatalogWords } from '../../../shared/catalog/catalog-words.ts';
import type { Language } from '../../../shared/format/locale.ts';
import type { PanelTable } from '../../../shared/table/panel-table.ts';
import type { AlertsTexts } from '../messages.ts';

/** Alerts as a table, in the order of the list. */
export const alertTable = (
  alerts: readonly AlertItem[],
  text: AlertsTexts['table'],
  language: Language,
  common: AlertTexts,
  words: CatalogWords,
): PanelTable => ({
  columns: [
    { title: text.state, kind: 'text' },
    { title: text.alert, kind: 'text' },
    { title: text.severity, kind: 'text' },
    { title: text.value, kind: 'number' },
    { title: text.since, kind: 'time' },
    { title: text.resolved, kind: 'time' },
    { title: text.has, kind: 'text' },
  ],
  rows: alerts.map((alert) => [
    common.standings[standingOf(alert)],
    alertTitle(alert, language, words),
    common.severities[alert.severity],
    alert.evidence.value,
    alert.firingSince ?? alert.activeSince,
    alert.resolvedAt,
    alert.assignee ?? alert.acknowledged?.by ?? null,
  ]),
});
