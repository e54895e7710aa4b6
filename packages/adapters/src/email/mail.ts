import type { Message, MessageSection } from '@tidewatch/core/alerting/messages/message';
import { sparkline } from '@tidewatch/core/alerting/messages/sparkline';
import { darkStyle, mailStyles as styles, tones } from './mail-styles.ts';

/** Name of the picture inside the mail. */
export const chartId = 'chart@tidewatch';

/** A mail in its two forms. */
export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Without control and direction characters, which would let a name look like something else. */
const escapeHtml = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ').replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');

/** Line ends in a header would begin another one. */
const header = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, 250);

/** The message as a mail: the common order, in HTML without scripts, styles or pictures from elsewhere, and in plain text. */
export function mailOf(message: Message, hasChart: boolean): Mail {
  return { subject: header(message.headline), text: textOf(message), html: htmlOf(message, hasChart) };
}

function textOf(message: Message): string {
  const { headline, repeatNote, sections, picture, more, actions, footer } = message;
  const lines = [headline, ...(repeatNote === null ? [] : [repeatNote]), ''];
  for (const [index, section] of sections.entries()) {
    if (sections.length > 1) lines.push(titleOf(section));
    lines.push(section.against, section.since);
    const line = index === 0 && picture !== null ? sparkline(picture) : '';
    if (line !== '') lines.push(line);
    lines.push(...[section.driver, section.owner, section.runbook].filter((part) => part !== null), '');
  }
  if (more !== null) lines.push(more, '');
  for (const { text, url } of actions) if (url !== null) lines.push(`${text}: ${url}`);
  return [...lines, '', '-- ', footer, ''].join('\n');
}

const titleOf = ({ title, where }: MessageSection): string => (where === '' ? title : `${title} · ${where}`);

const sentenceOf = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

/** An element of a kind that `mailStyles` knows; its class is what the dark theme changes. */
const element = (tag: string, kind: keyof typeof styles, content: string, style = ''): string =>
  `<${tag} class="${kind}" style="${styles[kind]}${style}">${content}</${tag}>`;

function htmlOf(message: Message, hasChart: boolean): string {
  const { tone, state, headline, repeatNote, sections, more, footer, language } = message;
  const [first, ...others] = sections;
  // One alert is its own headline; its value stands below it, large.
  const title = others.length === 0 && first !== undefined ? titleOf(first) : headline.replace(`${state}: `, '');
  const body = [
    element('p', 'line', `<span class="${tone}" style="${styles.chip}${tones[tone]}">${escapeHtml(state)}</span>`),
    element('h1', 'title', escapeHtml(title)),
    repeatNote === null ? '' : element('p', 'note', escapeHtml(repeatNote)),
    ...(first === undefined ? [] : [sectionHtml(first, message, others.length > 0, hasChart)]),
    ...others.map((section) => sectionHtml(section, message, true, false)),
    more === null ? '' : element('p', 'quiet', escapeHtml(more), 'margin-top:16px'),
    buttons(message),
    element('p', 'foot', escapeHtml(footer)),
  ].filter((part) => part !== '');
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escapeHtml(headline)}</title><style>${darkStyle}</style></head>
<body class="desk" style="${styles.desk}">
<div class="paper" style="${styles.paper}">
${body.join('\n')}
</div></body></html>
`;
}

function sectionHtml(section: MessageSection, message: Message, isTitled: boolean, hasChart: boolean): string {
  const { value, window, bases, since, driver, owner, runbook } = section;
  const { picture, tone } = message;
  const line = (kind: 'line' | 'quiet', text: string | null): string =>
    text === null ? '' : element('p', kind, escapeHtml(text));
  return [
    isTitled ? element('h2', 'subtitle', escapeHtml(titleOf(section))) : '',
    value === null
      ? ''
      : element(
          'p',
          'line',
          `<span class="${section.firing ? tone : 'quiet'} value" style="${styles.value}${section.firing ? tones[tone].split('background')[0] : ''}">${escapeHtml(value)}</span> <span class="quiet" style="${styles.quiet}">${escapeHtml(window)}</span>`,
        ),
    line('line', sentenceOf(bases.join(' · '))),
    line('quiet', since),
    hasChart && picture !== null
      ? `<img src="cid:${chartId}" width="600" style="${styles.chart}" alt="${escapeHtml(picture.summary)}">`
      : '',
    line('line', driver),
    line('quiet', owner),
    runbook === null
      ? ''
      : element(
          'p',
          'line',
          `<a class="link" style="${styles.link}" href="${escapeHtml(runbook)}">${escapeHtml(runbook)}</a>`,
        ),
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function buttons({ actions }: Message): string {
  const links = actions.flatMap(({ kind, text, url }) => {
    if (url === null) return [];
    const look = kind === 'acknowledge' ? 'primary' : 'button';
    return [`<a class="${look}" href="${escapeHtml(url)}" style="${styles[look]}">${escapeHtml(text)}</a>`];
  });
  return links.length === 0 ? '' : `<p style="margin:20px 0 0">${links.join('')}</p>`;
}
