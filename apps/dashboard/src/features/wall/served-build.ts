const scripts = /<script[^>]*\ssrc="([^"]+)"/g;

/** The build that a page belongs to: the names of its scripts hold a hash of all code. Null where the text is not our page. */
export const buildOf = (html: string): string | null => {
  const names = [...html.matchAll(scripts)].map(([, name]) => name);
  return names.length === 0 ? null : names.join(' ');
};

/** The build that runs here. */
export const ownBuild = (head: Pick<Element, 'outerHTML'> = document.head): string | null => buildOf(head.outerHTML);

/** The build that the server gives out now; null while it does not answer. */
export const servedBuild = async (): Promise<string | null> => {
  try {
    const response = await fetch('/', { headers: { accept: 'text/html' }, cache: 'no-store' });
    return response.ok ? buildOf(await response.text()) : null;
  } catch {
    return null;
  }
};
