import type { Command } from '../../shared/keyboard/command.ts';

export interface SheetGroup {
  /** Null: what is general. */
  readonly name: string | null;
  readonly lines: readonly { readonly key: string; readonly name: string }[];
}

/** The keys that work now, by group, the general ones first. Of a key that several want only the newest, as when it is pressed. */
export const sheetGroups = (commands: readonly Command[]): readonly SheetGroup[] => {
  const byKey = new Map<string, Command>();
  for (const command of commands) {
    if (command.key === undefined || command.enabled?.() === false) continue;
    byKey.delete(command.key.toLowerCase());
    byKey.set(command.key.toLowerCase(), command);
  }
  const groups = new Map<string | null, { key: string; name: string }[]>([[null, []]]);
  for (const command of byKey.values()) {
    const group = command.group?.() ?? null;
    groups.set(group, [...(groups.get(group) ?? []), { key: command.key ?? '', name: command.name() }]);
  }
  return [...groups].map(([name, lines]) => ({ name, lines })).filter(({ lines }) => lines.length > 0);
};
