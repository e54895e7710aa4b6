import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import type { LineageCatalog } from './lineage/lineage.ts';

const retryMs = 3_000;

/** The definitions in force as the gateway has them; null until it answered. Asked for once a page. */
export const useCatalog = (): Readonly<ShallowRef<LineageCatalog | null>> => {
  const catalog = shallowRef<LineageCatalog | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const load = async (): Promise<void> => {
    try {
      const response = await fetch('/v1/catalog', { headers: { accept: 'application/json' } });
      if (!response.ok) throw new Error(`GET /v1/catalog answered ${response.status}`);
      catalog.value = (await response.json()) as LineageCatalog;
    } catch {
      timer = setTimeout(() => void load(), retryMs);
    }
  };
  void load();
  onScopeDispose(() => clearTimeout(timer));
  return catalog;
};
