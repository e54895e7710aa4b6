import { computed, inject, provide, shallowRef, type InjectionKey, type ShallowRef } from 'vue';
import type { Address } from '../address/address.ts';
import { usePage } from '../page/use-page.ts';
import { instantText } from '../time/resolve-time.ts';

/** What the panels of one screen have in common. */
export interface Screen {
  /** The moment under the pointer of any chart, epoch ms: all charts mark it. */
  readonly crosshairMs: ShallowRef<number | null>;
  /** Shows this time on the whole screen; Back returns. */
  zoom(fromMs: number, toMs: number): void;
  /** Whether a panel shows its table twin; kept in the URL. */
  isTable(panel: string): boolean;
  toggleTable(panel: string): void;
  toggleAllTables(): void;
}

const screenKey: InjectionKey<Screen> = Symbol('screen');
const all = 'all';

const createScreen = (address: Address): Screen => {
  const tables = address.extra('table', { replace: true });
  const chosen = computed(() => new Set((tables.value ?? '').split(',').filter((name) => name !== '')));
  return {
    crosshairMs: shallowRef(null),
    zoom: (fromMs, toMs) => address.change({ from: instantText(fromMs), to: instantText(toMs) }),
    // With "all" in the list, a name in it is the exception.
    isTable: (panel) => chosen.value.has(panel) !== chosen.value.has(all),
    toggleTable(panel) {
      const next = new Set(chosen.value);
      if (!next.delete(panel)) next.add(panel);
      tables.value = next.size === 0 ? null : [...next].join(',');
    },
    toggleAllTables: () => (tables.value = chosen.value.size === 0 ? all : null),
  };
};

/** Makes the screen of a page. Call in the setup of its component. */
export const provideScreen = (): Screen => {
  const screen = createScreen(usePage().address);
  provide(screenKey, screen);
  return screen;
};

/** The screen that a panel stands on; a panel that stands alone has one of its own. */
export const useScreen = (): Screen => inject(screenKey, () => createScreen(usePage().address), true);
