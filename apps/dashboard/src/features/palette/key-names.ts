/** A key as it is printed on a keyboard: `Ctrl+K` → `Ctrl`, `K`. */
export const keyCaps = (key: string, mac: boolean): readonly string[] =>
  key.split('+').map((part) => {
    if (part === 'Ctrl') return mac ? '⌘' : 'Ctrl';
    return part === 'Escape' ? 'Esc' : part;
  });
