import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What an eye does not see: a word that grows by a digit moves its neighbour by some pixels. Lighthouse says 0 up to here. */
const shiftMax = 0.001;

/** Fails when something on the page was moved by what came later, and says what. A hand of the user within half a second is a reason to move. */
export async function nothingMoved(page: Page): Promise<void> {
  const [shift, shifted] = await page.evaluate<[number, readonly string[]]>('[window.layoutShift, window.shifted]');
  expect(shift < shiftMax ? [] : shifted).toEqual([]);
}
