export type KeyPress = Pick<
  KeyboardEvent,
  'key' | 'repeat' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey' | 'defaultPrevented' | 'target' | 'isComposing'
>;

const typing = 'input, textarea, select, [contenteditable=""], [contenteditable="true"], [role="textbox"]';
/** Elements for which space and Enter already mean something. */
const pressed =
  'button, a[href], summary, [role="button"], [role="option"], [role="menuitem"], [tabindex]:not([tabindex="-1"])';

const within = (press: KeyPress, selector: string) =>
  press.target instanceof Element && press.target.closest(selector) !== null;

/** The key as commands name it, in small letters: `w`, `?`, `space`, `ctrl+k`. */
const nameOf = ({ key, ctrlKey, metaKey }: KeyPress): string => {
  const name = key === ' ' ? 'space' : key.toLowerCase();
  return ctrlKey || metaKey ? `ctrl+${name}` : name;
};

/**
 * The name of the pressed key where it is for the page; null where somebody types, a control wants it, a modal dialog is open, or another
 * handler has taken it. Keys with Ctrl work in fields too. Shift counts as part of the character (`?`).
 */
export const pressedKey = (press: KeyPress): string | null => {
  if (press.defaultPrevented || press.isComposing || press.altKey) return null;
  const name = nameOf(press);
  if (within(press, 'dialog:modal')) return null;
  if (name.startsWith('ctrl+')) return name;
  if (within(press, typing)) return null;
  if (press.shiftKey && /^[a-z]$/.test(name)) return null;
  return (name === 'space' || name === 'enter') && within(press, pressed) ? null : name;
};
