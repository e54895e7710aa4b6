import type { Language } from '../format/locale.ts';
import { messagesEn, type Messages } from './messages-en.ts';
import { messagesId } from './messages-id.ts';

export const messages: Readonly<Record<Language, Messages>> = { en: messagesEn, id: messagesId };
export type { Messages };
