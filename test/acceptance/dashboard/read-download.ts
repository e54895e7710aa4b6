import type { Download } from 'playwright-core';

/** The text of a file that a page let the browser download. */
export async function readDownload(download: Download): Promise<string> {
  let text = '';
  for await (const chunk of await download.createReadStream()) text += String(chunk);
  return text;
}
