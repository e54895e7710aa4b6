import type { Definitions } from '../../shared/catalog/definitions.ts';
import { localText } from '../../shared/catalog/local-text.ts';
import type { Language } from '../../shared/format/locale.ts';
import type { Messages } from '../../shared/i18n/messages.ts';
import type { IconName } from '../../shared/ui/icons.ts';

/** A main page, in the rail and in the palette. */
export interface NavigationItem {
  readonly path: string;
  readonly icon: IconName;
  readonly name: string;
  /** Other paths whose pages belong to it. */
  readonly also?: readonly string[];
}

/** Main pages beside the dashboards, in the order of the rail. */
const pages = [
  { path: '/cases', icon: 'phone', name: 'support' },
  { path: '/alerts', icon: 'bell', name: 'alerts', also: ['/rules', '/silences'] },
  { path: '/metrics', icon: 'book', name: 'metrics' },
  { path: '/pipeline', icon: 'pipeline', name: 'pipeline' },
] as const satisfies readonly {
  path: string;
  icon: IconName;
  name: keyof Messages['navigation'];
  also?: readonly string[];
}[];

/** More dashboards than these are reached by the palette. On a phone five items fit. */
const dashboardsMax = { rail: 3, phone: 1 } as const;
const dashboardIcons: readonly IconName[] = ['operations', 'support', 'grid'];

export interface NavigationInput {
  readonly definitions: Definitions | null;
  readonly language: Language;
  readonly text: Messages;
  /** Whether there is a page at this path. */
  readonly exists: (path: string) => boolean;
}

/** Every dashboard, the first at the start page. */
export const dashboardItems = ({ definitions, language, text }: NavigationInput): readonly NavigationItem[] => {
  const dashboards = definitions?.dashboards ?? [];
  if (dashboards.length === 0) return [{ path: '/', icon: 'operations', name: text.navigation.operations }];
  return dashboards.map(({ dashboard, title }, at) => ({
    path: at === 0 ? '/' : `/d/${dashboard}`,
    icon: dashboardIcons[Math.min(at, dashboardIcons.length - 1)] ?? 'grid',
    name: title === undefined ? dashboard : localText(title, language),
  }));
};

export const pageItems = ({ text, exists }: NavigationInput): readonly NavigationItem[] =>
  pages.filter(({ path }) => exists(path)).map(({ name, ...page }) => ({ ...page, name: text.navigation[name] }));

/** What stands in the rail, or below on a phone. */
export const railItems = (input: NavigationInput, place: keyof typeof dashboardsMax): readonly NavigationItem[] => [
  ...dashboardItems(input).slice(0, dashboardsMax[place]),
  ...pageItems(input),
];

/** Which item the address belongs to: the longest path that it begins with. `first` is the name of the first dashboard. */
export const currentPath = (
  path: string,
  items: readonly NavigationItem[],
  first: string | undefined,
): string | null => {
  if (path === '/' || (first !== undefined && path === `/d/${first}`)) return '/';
  const isWithin = (own: string) => own !== '/' && (path === own || path.startsWith(`${own}/`));
  const within = items.filter((item) => isWithin(item.path) || item.also?.some(isWithin));
  return within.reduce<string | null>((best, { path: own }) => (own.length > (best?.length ?? 0) ? own : best), null);
};
