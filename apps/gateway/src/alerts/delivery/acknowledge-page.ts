import type { QueuedRecord } from '@tidewatch/contract/operations/notifications';
import { localText, oneLine } from '@tidewatch/core/alerting/messages/local-text';

type Language = 'en' | 'id';

const texts = {
  en: {
    title: 'Acknowledge',
    question: 'You take care of it, and nobody else is called.',
    name: 'Your name',
    button: 'Acknowledge',
    done: 'Acknowledged. Thank you.',
    over: 'These alerts are over, or too old to acknowledge here.',
    invalid: 'This link is not valid any more. Open Tidewatch to acknowledge.',
  },
  id: {
    title: 'Terima',
    question: 'Anda menanganinya, dan tidak ada orang lain yang dipanggil.',
    name: 'Nama Anda',
    button: 'Terima',
    done: 'Sudah diterima. Terima kasih.',
    over: 'Peringatan ini sudah selesai, atau terlalu lama untuk diterima di sini.',
    invalid: 'Tautan ini tidak berlaku lagi. Buka Tidewatch untuk menerima.',
  },
} as const;

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => oneLine(text).replaceAll(/[&<>"']/g, (one) => escapes[one] ?? '');

const style = `body{margin:0;padding:24px 16px;background:#f4f7f9;color:#151f27;font:16px/1.5 Inter,system-ui,sans-serif}
main{max-width:480px;margin:10vh auto 0;padding:24px;background:#fff;border:1px solid #dde1e4;border-radius:10px}
h1{margin:0 0 12px;font-size:20px}li{margin:4px 0}label{display:block;margin:16px 0 4px}
input{box-sizing:border-box;width:100%;height:44px;padding:0 12px;border:1px solid #7f878e;border-radius:6px;font:inherit}
button{width:100%;height:44px;margin-top:16px;border:0;border-radius:6px;background:#04669b;color:#fff;font:inherit;font-weight:600}
@media(prefers-color-scheme:dark){body{background:#0d1317;color:#e6ebee}main{background:#161e23;border-color:#2b353c}input{background:#0d1317;color:inherit}}`;

function page(language: Language, heading: string, content: string): string {
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${heading} · Tidewatch</title><style>${style}</style></head>
<body><main><h1>${heading}</h1>
${content}
</main></body></html>
`;
}

/** Asks whether to acknowledge: opening the link does nothing, since mail programs open links by themselves. */
export function questionPage({ alerts, told }: QueuedRecord, language: Language): string {
  const words = texts[language];
  const shown = alerts
    .filter(({ state }) => state === 'firing')
    .map(({ title, group }) => {
      const parts = [localText(title, language), ...Object.values(group)];
      return `<li>${parts.map(escape).join(' · ')}</li>`;
    });
  const rest = told.length - alerts.length;
  return page(
    language,
    words.title,
    `<ul>${shown.join('')}${rest > 0 ? `<li>+ ${rest}</li>` : ''}</ul>
<form method="post"><p>${words.question}</p><label for="name">${words.name}</label><input id="name" name="name" maxlength="100" autocomplete="name"><button type="submit">${words.button}</button></form>`,
  );
}

/** Says what became of it. */
export function outcomePage(outcome: 'done' | 'over' | 'invalid', language: Language): string {
  const words = texts[language];
  return page(language, words.title, `<p>${words[outcome]}</p>`);
}
