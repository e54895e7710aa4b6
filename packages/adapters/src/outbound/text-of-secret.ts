import { readFile } from 'node:fs/promises';
import { TidewatchError } from '@tidewatch/contract/errors';

/** Text of a secret of the settings; null where there is none. Throws `settings_invalid`. */
export async function textOfSecret(secret: string | { readonly file: string } | undefined): Promise<string | null> {
  if (secret === undefined) return null;
  if (typeof secret === 'string') return secret;
  try {
    return (await readFile(secret.file, 'utf8')).trim();
  } catch (cause) {
    throw new TidewatchError('settings_invalid', `The file ${secret.file} of the settings cannot be read.`, { cause });
  }
}
