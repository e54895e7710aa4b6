import { computed, type ComputedRef } from 'vue';
import type { PaletteEntry } from '../../features/palette/palette-entries.ts';
import { paletteTexts } from '../../features/palette/messages.ts';
import { localText } from '../../shared/catalog/local-text.ts';
import { useTexts } from '../../shared/i18n/use-texts.ts';
import { usePage } from '../../shared/page/use-page.ts';
import { dashboardItems, pageItems } from './navigation.ts';
import { useNavigation } from './use-navigation.ts';

/** The headed parts of the page that is shown. */
const panelEntries = (group: string): PaletteEntry[] =>
  [...document.querySelectorAll<HTMLElement>('main h2')].map((heading) => ({
    name: heading.textContent?.trim() ?? '',
    group,
    run() {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
      heading.scrollIntoView({ block: 'center' });
    },
  }));

/** Everywhere one can go and everything one can do, in the order in which it is offered. */
export const usePaletteEntries = (): ComputedRef<readonly PaletteEntry[]> => {
  const page = usePage();
  const texts = useTexts(paletteTexts);
  const { input } = useNavigation();
  return computed(() => {
    const { definitions, language, exists } = input.value;
    const to = (name: string, group: string, path: string) => ({ name, group, run: () => page.address.go(path) });
    const metrics = exists('/metrics/x') ? (definitions?.metrics ?? []) : [];
    return [
      ...dashboardItems(input.value).map(({ name, path }) => to(name, texts.value.dashboards, path)),
      ...pageItems(input.value).map(({ name, path }) => to(name, texts.value.pages, path)),
      ...page.keyboard.commands.value
        .filter((command) => command.hidden !== true && command.enabled?.() !== false)
        .map(({ name, key, run }) => ({ name: name(), group: texts.value.commands, key, run })),
      ...panelEntries(texts.value.panels),
      ...metrics.map(({ metric, title }) =>
        to(localText(title, language), texts.value.metrics, `/metrics/${encodeURIComponent(metric)}`),
      ),
    ];
  });
};
