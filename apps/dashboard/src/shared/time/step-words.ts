import type { Messages } from '../i18n/messages.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** `5m` → `5 min`. */
export const stepWords = (stepMs: number, text: Messages): string => {
  if (stepMs % dayMs === 0) return text.steps.d(stepMs / dayMs);
  return stepMs % hourMs === 0 ? text.steps.h(stepMs / hourMs) : text.steps.m(stepMs / minuteMs);
};
