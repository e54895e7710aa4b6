import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { wait } from './served-dashboard.ts';

/** What axe says of a page, as far as it is told here. */
interface Violation {
  readonly id: string;
  readonly nodes: readonly {
    readonly target: readonly string[];
    readonly html: string;
    readonly failureSummary?: string;
  }[];
}

/** Waits until nothing on the page is waiting for its first answer any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main').waitFor(wait);
  await expect.poll(() => page.locator('main [aria-busy=true], .bone').count(), wait).toBe(0);
}

/** Runs axe in the page, and says of each violation the rule, the place and what is wrong. */
export async function axeViolations(page: Page, rules: 'all' | 'colours'): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axe.source);
  const only = rules === 'all' ? {} : { runOnly: ['color-contrast', 'link-in-text-block'] };
  const options = JSON.stringify({ ...only, resultTypes: ['violations'] });
  await expect.poll(() => page.evaluate<number>('document.getAnimations().length'), wait).toBe(0);
  const found = await page.evaluate<readonly Violation[]>(
    `axe.run(document, ${options}).then((all) => all.violations)`,
  );
  return found.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, html, failureSummary }) => `${id}: ${target.join(' ')} ${html.slice(0, 200)} ${failureSummary ?? ''}`,
    ),
  );
}
