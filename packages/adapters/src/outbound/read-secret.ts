import { readFile } from 'node:fs/promises';
import type { SecretReference } from '@tidewatch/contract/catalog/delivery-definitions';
import { NotifierError } from '@tidewatch/core/ports/notifier';

/** Reads secrets when they are used, so that a changed file counts at once. */
export const secretReader =
  (env: Readonly<Record<string, string | undefined>>) =>
  async (reference: SecretReference): Promise<string> => {
    const [text, where] =
      'env' in reference
        ? [env[reference.env], `the variable ${reference.env}`]
        : [await textOf(reference.file), `the file ${reference.file}`];
    const secret = text?.trim() ?? '';
    if (secret !== '') return secret;
    throw new NotifierError('secret-missing', `The secret is not there: set ${where}.`, { retry: false });
  };

async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    return undefined;
  }
}
