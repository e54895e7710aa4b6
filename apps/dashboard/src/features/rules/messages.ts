import type { Language } from '../../shared/format/locale.ts';
import { rulesEn, type RulesTexts } from './messages-en.ts';
import { rulesId } from './messages-id.ts';

export const rulesTexts: Readonly<Record<Language, RulesTexts>> = { en: rulesEn, id: rulesId };
export type { RulesTexts };
