/** What a metric says, made of its name: names are words joined by underscores, the unit last. */
export function helpOf(name: string): string {
  const words = name.replace(/_total$/, '').replaceAll('_', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${name.endsWith('_total') ? ', since the process started' : ''}.`;
}
