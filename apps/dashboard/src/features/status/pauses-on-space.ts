/** Elements for which space already means something. */
const takesSpace = 'button, a[href], input, select, textarea, summary, [contenteditable], [role="button"], [tabindex]';

/** Whether this key press is the pause key: a bare space that no control wants. */
export const pausesOnSpace = (
  event: Pick<
    KeyboardEvent,
    'key' | 'repeat' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey' | 'defaultPrevented' | 'target'
  >,
): boolean => {
  if (event.key !== ' ' || event.repeat || event.defaultPrevented) return false;
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return false;
  return !(event.target instanceof Element && event.target.closest(takesSpace) !== null);
};
