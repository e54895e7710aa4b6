import { sparkline } from '@tidewatch/core/alerting/messages/sparkline';
import type { Message, MessageSection } from '@tidewatch/core/alerting/messages/message';

/** Ids of the buttons, as they come back to the interactivity endpoint. */
export const slackActions = {
  acknowledge: 'tidewatch_acknowledge',
  silence: 'tidewatch_silence',
  open: 'tidewatch_open',
};

const headerMax = 150;
const sectionMax = 3_000;
const colours = { bad: '#db2c2b', warn: '#c4780b', good: '#1a9064', quiet: '#7a8187' };

type Block = Readonly<Record<string, unknown>>;

/** `&`, `<` and `>` are all that Slack reads as markup of its own: mentions and links cannot be written without them. */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Never markup: names from events may hold anything. */
const plain = (text: string, most: number): Block => ({
  type: 'plain_text',
  text: text.length > most ? `${text.slice(0, most - 1)}…` : text,
  emoji: false,
});

/**
 * A message as Slack shows it, in the common order. The headline stands above the coloured bar; `text` is what a lock screen shows and is
 * not shown twice. At most 15 blocks with the bar, far below what Slack takes.
 */
export function slackMessage(message: Message, notification: string, chartFile: string | null): Block {
  const [first, ...others] = message.sections;
  const blocks: Block[] = [];
  if (message.repeatNote !== null) blocks.push(context(message.repeatNote));
  if (first !== undefined) {
    blocks.push(section([...(others.length > 0 ? [titleOf(first)] : []), first.against, first.since]));
    blocks.push(...chart(message, chartFile));
    blocks.push(section([first.driver, first.owner, first.runbook]));
  }
  for (const other of others)
    blocks.push(section([titleOf(other), other.against, other.since, other.driver, other.owner]));
  if (message.more !== null) blocks.push(context(message.more));
  const buttons = message.actions.flatMap((action) => button(action, notification));
  if (buttons.length > 0) blocks.push({ type: 'actions', elements: buttons });
  blocks.push(context(message.footer));
  return {
    text: escapeSlack(message.headline),
    blocks: [{ type: 'header', text: plain(message.headline, headerMax) }],
    attachments: [{ color: colours[message.tone], fallback: escapeSlack(message.headline), blocks }],
    unfurl_links: false,
    unfurl_media: false,
  };
}

const titleOf = ({ title, where }: MessageSection): string => (where === '' ? title : `${title} · ${where}`);
const section = (lines: readonly (string | null)[]): Block => ({
  type: 'section',
  text: plain(lines.filter((line) => line !== null).join('\n'), sectionMax),
});
const context = (text: string): Block => ({ type: 'context', elements: [plain(text, sectionMax)] });

function chart({ picture }: Message, file: string | null): Block[] {
  if (picture === null) return [];
  if (file !== null) return [{ type: 'image', slack_file: { id: file }, alt_text: picture.summary.slice(0, 2_000) }];
  const line = sparkline(picture);
  return line === '' ? [] : [section([line])];
}

function button({ kind, text, url }: Message['actions'][number], notification: string): Block[] {
  if (kind === 'open' && url === null) return [];
  return [
    {
      type: 'button',
      action_id: slackActions[kind],
      text: plain(text, 75),
      value: notification,
      ...(kind === 'open' ? { url } : {}),
      ...(kind === 'acknowledge' ? { style: 'primary' } : {}),
    },
  ];
}
