/** A run of words: plain, strong, or a link. */
export type TextRun =
  | { readonly kind: 'plain'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

export type TextBlock =
  | { readonly kind: 'paragraph'; readonly runs: readonly TextRun[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly TextRun[])[] };

const marks = /\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\(([^()\s]+)\)/g;
/** Pages of this app, and secure ones elsewhere: never a script. */
const safeHref = /^(\/(?!\/)|https:\/\/)/;

const runsOf = (text: string): readonly TextRun[] => {
  const runs: TextRun[] = [];
  let at = 0;
  for (const match of text.matchAll(marks)) {
    const [whole, strong, name = '', href = ''] = match;
    if (match.index > at) runs.push({ kind: 'plain', text: text.slice(at, match.index) });
    if (strong !== undefined) runs.push({ kind: 'strong', text: strong });
    else if (safeHref.test(href)) runs.push({ kind: 'link', text: name, href });
    else runs.push({ kind: 'plain', text: whole });
    at = match.index + whole.length;
  }
  if (at < text.length) runs.push({ kind: 'plain', text: text.slice(at) });
  return runs;
};

/** Paragraphs (an empty line between them), lists (`- `), `**strong**` and `[links](/path)`. Everything else is text, HTML too. */
export const textBlocks = (text: string): readonly TextBlock[] =>
  text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const lines = part.split('\n').map((line) => line.trim());
      if (lines.every((line) => line.startsWith('- ')))
        return { kind: 'list', items: lines.map((line) => runsOf(line.slice(2))) };
      return { kind: 'paragraph', runs: runsOf(lines.join(' ')) };
    });
