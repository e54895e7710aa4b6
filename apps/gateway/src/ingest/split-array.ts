import { TidewatchError } from '@tidewatch/contract/errors';

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/**
 * The texts of the elements of a JSON array, without parsing them: however deep an element is nested, and whatever is wrong inside,
 * only its own borders matter. Throws `invalid_json` when the text is no array or its brackets do not match.
 */
export function* splitArray(text: string): Iterable<string> {
  const open = text.search(/\S/);
  if (text[open] !== '[') throw new TidewatchError('invalid_json', 'The body is not a JSON array.');
  let depth = 0;
  let start = open + 1;
  let elements = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (code === 0x7b || code === 0x5b) depth++;
    else if (code === 0x7d || code === 0x5d) {
      if (depth > 0) depth--;
      else {
        const last = text.slice(start, at).trim();
        if (code !== 0x5d || text.slice(at + 1).trim() !== '' || (last === '' && elements > 0)) throw unreadable();
        if (last !== '') yield last;
        return;
      }
    } else if (code === comma && depth === 0) {
      yield text.slice(start, at).trim();
      elements++;
      start = at + 1;
    }
  }
  throw unreadable();
}

function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text.charCodeAt(before - 1) === backslash) before--;
    if ((end - before) % 2 === 0) return end;
  }
  throw unreadable();
}

function unreadable(): TidewatchError {
  return new TidewatchError('invalid_json', 'The body is not a JSON array: its brackets or quotes do not match.');
}
