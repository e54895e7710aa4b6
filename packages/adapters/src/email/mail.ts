import type { Message, MessageSection } from '@tidewatch/core/alerting/messages/message';
import { sparkline } from '@tidewatch/core/alerting/messages/sparkline';

/** Name of the picture inside the mail. */
export const chartId = 'chart@tidewatch';

/** A mail in its two forms. */
export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const colours = { bad: '#bc2122', warn: '#8e5a14', good: '#187350', quiet: '#5f666b' };
const backgrounds = { bad: '#fef0ef', warn: '#fef3de', good: '#e7f8f0', quiet: '#eaedef' };

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
    const line = index === 0 && picture !== null ? sparkline(picture.points) : '';
    if (line !== '') lines.push(line);
    lines.push(...[section.driver, section.owner, section.runbook].filter((part) => part !== null), '');
  }
  if (more !== null) lines.push(more, '');
  for (const { text, url } of actions) if (url !== null) lines.push(`${text}: ${url}`);
  return [...lines, '', '-- ', footer, ''].join('\n');
}

const titleOf = ({ title, where }: MessageSection): string => (where === '' ? title : `${title} · ${where}`);

function htmlOf(message: Message, hasChart: boolean): string {
  const { tone, state, headline, repeatNote, sections, more, footer, language } = message;
  const body = [
    `<p style="margin:0 0 12px"><span style="display:inline-block;padding:2px 8px;border-radius:999px;background:${backgrounds[tone]};color:${colours[tone]};font-weight:600">${escapeHtml(state)}</span></p>`,
    `<h1 style="margin:0 0 12px;font-size:20px;line-height:1.3">${escapeHtml(headline.replace(`${state}: `, ''))}</h1>`,
    repeatNote === null ? '' : `<p style="margin:0 0 12px;color:#444f56">${escapeHtml(repeatNote)}</p>`,
    ...sections.map((section, index) =>
      sectionHtml(section, sections.length > 1, index === 0 && hasChart ? message : null),
    ),
    more === null ? '' : `<p style="margin:0 0 12px;color:#444f56">${escapeHtml(more)}</p>`,
    buttons(message),
    `<p style="margin:20px 0 0;padding-top:12px;border-top:1px solid #dde1e4;font-size:12px;color:#5d666d">${escapeHtml(footer)}</p>`,
  ].join('\n');
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(headline)}</title></head>
<body style="margin:0;padding:24px 12px;background:#f4f7f9;color:#151f27;font:14px/1.5 Inter,system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif">
<div style="max-width:640px;margin:0 auto;padding:20px;background:#ffffff;border:1px solid #dde1e4;border-radius:10px">
${body}
</div></body></html>
`;
}

function sectionHtml(section: MessageSection, isTitled: boolean, withChart: Message | null): string {
  const line = (text: string | null, style = ''): string =>
    text === null ? '' : `<p style="margin:0 0 4px;${style}">${escapeHtml(text)}</p>`;
  const picture = withChart?.picture;
  return [
    isTitled ? `<h2 style="margin:16px 0 4px;font-size:14px">${escapeHtml(titleOf(section))}</h2>` : '',
    line(section.against, 'font-weight:600'),
    line(section.since, 'color:#444f56'),
    picture
      ? `<img src="cid:${chartId}" width="600" style="display:block;width:100%;max-width:600px;height:auto;margin:12px 0" alt="${escapeHtml(picture.summary)}">`
      : '',
    line(section.driver),
    line(section.owner, 'color:#444f56'),
    section.runbook === null
      ? ''
      : `<p style="margin:0 0 4px"><a style="color:#04669b" href="${escapeHtml(section.runbook)}">${escapeHtml(section.runbook)}</a></p>`,
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function buttons({ actions }: Message): string {
  const links = actions.flatMap(({ kind, text, url }) => {
    if (url === null) return [];
    const colour = kind === 'acknowledge' ? 'background:#04669b;color:#ffffff' : 'background:#ffffff;color:#04669b';
    return [
      `<a href="${escapeHtml(url)}" style="display:inline-block;margin:0 8px 8px 0;padding:9px 16px;border:1px solid #04669b;border-radius:6px;font-weight:600;text-decoration:none;${colour}">${escapeHtml(text)}</a>`,
    ];
  });
  return links.length === 0 ? '' : `<p style="margin:16px 0 0">${links.join('')}</p>`;
}
