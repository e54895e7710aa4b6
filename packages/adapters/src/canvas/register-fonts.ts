import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { GlobalFonts } from '@napi-rs/canvas';
import { font } from './look.ts';

const sets = ['latin', 'latin-ext', 'cyrillic', 'greek', 'vietnamese'];
let registered = false;

/** Makes the font of the screens known; once. Letters outside of it come from the system. */
export function registerFonts(): void {
  if (registered) return;
  registered = true;
  const files = dirname(
    fileURLToPath(import.meta.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2')),
  );
  for (const set of sets) GlobalFonts.registerFromPath(join(files, `inter-${set}-wght-normal.woff2`), font);
}
