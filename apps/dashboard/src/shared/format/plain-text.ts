/** Longer texts are cut for the screen: a name of 10 kB would slow every repaint of a list. */
const charactersMax = 120;

/** Control characters and the marks that turn the direction of the text around them. */
const unseen = /[\p{Cc}\p{Bidi_Control}]/gu;

/** Text from outside as one short line that cannot reorder its neighbours. Everything else stays as it was sent. */
export const plainText = (text: string): string => {
  const seen = text.slice(0, charactersMax * 2).replace(unseen, '');
  const characters = [...seen];
  return characters.length > charactersMax || text.length > charactersMax * 2
    ? `${characters.slice(0, charactersMax).join('')}…`
    : seen;
};
