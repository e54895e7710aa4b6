import type { Group } from '@tidewatch/contract';

const separator = '\u0000';

/**
 * A text that differs for different groups of one metric. Values are joined by NUL; where a value holds a NUL itself, the JSON
 * text is used, which never holds one, so the two forms cannot meet.
 */
export function groupKey(group: Group): string {
  if (group.length === 0) return '';
  let key = group[0]!;
  if (group.length === 1) return key;
  for (let index = 1; index < group.length; index += 1) key = `${key}${separator}${group[index]!}`;
  let at = -1;
  for (let index = 0; index < group.length - 1; index += 1) {
    at = key.indexOf(separator, at + 1);
  }
  return key.indexOf(separator, at + 1) < 0 ? key : JSON.stringify(group);
}
