import type { Language } from '../../shared/format/locale.ts';
import { alertsEn, type AlertsTexts } from './messages-en.ts';
import { alertsId } from './messages-id.ts';

export const alertsTexts: Readonly<Record<Language, AlertsTexts>> = { en: alertsEn, id: alertsId };
export type { AlertsTexts };
