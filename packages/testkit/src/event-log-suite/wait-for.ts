/** Waits until `fact` gives something else than undefined, null or false, and returns it. Rejects after `withinMs`, naming `what`. */
export async function waitFor<Fact>(
  what: string,
  fact: () => Fact | undefined | null | false,
  withinMs = 40_000,
): Promise<Fact> {
  const until = performance.now() + withinMs;
  for (;;) {
    const found = fact();
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > until) throw new Error(`not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Lets `forMs` pass while `holds` stays true: for what must not happen. */
export async function staysTrue(what: string, holds: () => boolean, forMs: number): Promise<void> {
  const until = performance.now() + forMs;
  while (performance.now() < until) {
    if (!holds()) throw new Error(`no longer true: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
