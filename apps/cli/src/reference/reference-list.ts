/** A text as it is typed, for a cell of a table. */
export function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

/** A table that tests compare with the code by its name. */
export function list(name: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  return [`<!-- list: ${name} -->`, '', ...lines, '', '<!-- end -->'].join('\n');
}
