import type { Language } from '../../shared/format/locale.ts';
import { casesEn, type CasesTexts } from './messages-en.ts';
import { casesId } from './messages-id.ts';

export const casesTexts: Readonly<Record<Language, CasesTexts>> = { en: casesEn, id: casesId };
