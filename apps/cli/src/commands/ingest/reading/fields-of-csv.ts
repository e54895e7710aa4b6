const quote = 0x22;
const comma = 0x2c;

/**
 * The fields of one CSV record (RFC 4180, section 2); null when a quoted field does not end in it. More lenient than the RFC where
 * files are: a quote inside an unquoted field, or text after a closing quote, stands for itself.
 */
export function fieldsOfCsv(text: string): readonly string[] | null {
  const fields: string[] = [];
  for (let at = 0; ; at += 1) {
    let field = '';
    if (text.charCodeAt(at) === quote) {
      const end = endOfQuoted(text, at + 1);
      if (end < 0) return null;
      const inside = text.slice(at + 1, end);
      field = inside.includes('"') ? inside.replaceAll('""', '"') : inside;
      at = end + 1;
    }
    const next = text.indexOf(',', at);
    const end = next < 0 ? text.length : next;
    fields.push(at === end ? field : field + text.slice(at, end));
    if (text.charCodeAt(end) !== comma) return fields;
    at = end;
  }
}

/** Where the closing quote stands; -1 when there is none. */
function endOfQuoted(text: string, from: number): number {
  for (let at = text.indexOf('"', from); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charCodeAt(at + 1) !== quote) return at;
  }
  return -1;
}
