import type { Message } from '@tidewatch/core/alerting/messages/message';

const button =
  'display:inline-block;margin:0 8px 8px 0;padding:11px 18px;border:1px solid #04669b;border-radius:6px;font-weight:600;text-decoration:none;';

/** Inline, since some mail programs drop everything else. The light theme of the screens, by hand: mails cannot read its tokens. */
export const mailStyles = {
  desk: "margin:0;padding:24px 12px;background:#f4f7f9;color:#151f27;font:14px/1.5 Inter,system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif",
  paper:
    'max-width:600px;margin:0 auto;padding:20px;background:#ffffff;border:1px solid #dde1e4;border-radius:10px;overflow-wrap:anywhere;',
  chip: 'display:inline-block;padding:2px 10px;border-radius:999px;font-weight:600;',
  title: 'margin:10px 0 12px;font-size:20px;line-height:1.3;font-weight:600;',
  subtitle: 'margin:20px 0 4px;padding-top:16px;border-top:1px solid #dde1e4;font-size:14px;font-weight:600;',
  value: 'font-size:28px;line-height:1.2;font-weight:600;',
  line: 'margin:0 0 4px;',
  quiet: 'margin:0 0 4px;color:#444f56;',
  note: 'margin:0 0 12px;padding:8px 12px;border-radius:6px;background:#eef1f4;color:#444f56;',
  chart: 'display:block;width:100%;max-width:600px;height:auto;margin:14px 0;border-radius:6px;',
  link: 'color:#04669b;',
  primary: `${button}background:#04669b;color:#ffffff;`,
  button: `${button}background:#ffffff;color:#04669b;`,
  foot: 'margin:20px 0 0;padding-top:12px;border-top:1px solid #dde1e4;font-size:12px;color:#5d666d;',
} as const;

/** Colour first, then background: the value takes the colour alone. */
export const tones: Readonly<Record<Message['tone'], string>> = {
  bad: 'color:#bc2122;background:#fef0ef;',
  warn: 'color:#8e5a14;background:#fef3de;',
  good: 'color:#187350;background:#e7f8f0;',
  quiet: 'color:#5f666b;background:#eaedef;',
};

/** The dark theme, where the mail program knows of it. The chart stays on paper of its own. */
export const darkStyle = `:root{color-scheme:light dark}@media (prefers-color-scheme:dark){${Object.entries({
  '.desk': 'background:#0c1013;color:#ebeff2',
  '.paper': 'background:#151a1e;border-color:#282e33',
  '.bad': 'background:#381e1c;color:#ff8a83',
  '.warn': 'background:#362710;color:#f3bd5c',
  '.good': 'background:#162d23;color:#74d4ab',
  '.value': 'background:none',
  '.quiet': 'color:#b4bcc2',
  '.note': 'background:#0f1417;color:#b4bcc2',
  '.subtitle': 'border-color:#282e33',
  '.foot': 'border-color:#282e33;color:#959ea5',
  '.link': 'color:#6fc0f0',
  '.primary': 'background:#6fc0f0;border-color:#6fc0f0;color:#081118',
  '.button': 'background:#151a1e;border-color:#275572;color:#6fc0f0',
})
  .map(([selector, rules]) => `${selector}{${rules.replaceAll(/(?=;|$)/g, '!important')}}`)
  .join('')}}`;
