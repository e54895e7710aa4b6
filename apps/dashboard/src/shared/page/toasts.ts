import { shallowRef, type ShallowRef } from 'vue';

/** A short word about something that was done. Never for errors that need an answer: those stay where they belong. */
export interface Toast {
  readonly title: string;
  readonly sentence?: string;
  readonly action?: { readonly name: string; readonly run: () => void };
}

export interface Toasts {
  /** Oldest first. */
  readonly shown: Readonly<ShallowRef<readonly Toast[]>>;
  say(toast: Toast): void;
  dismiss(toast: Toast): void;
}

const toastsMax = 3;

export const createToasts = (): Toasts => {
  const shown = shallowRef<readonly Toast[]>([]);
  return {
    shown,
    say: (toast) => (shown.value = [...shown.value, toast].slice(-toastsMax)),
    dismiss: (toast) => (shown.value = shown.value.filter((other) => other !== toast)),
  };
};
