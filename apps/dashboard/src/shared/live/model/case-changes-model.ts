import type { CaseChangesSnapshot, LiveChanges, LiveSnapshot } from '@tidewatch/contract/socket';

const casesMax = 500;

/** The cases that changed last, newest change first. */
export class CaseChangesModel {
  #snapshot: CaseChangesSnapshot | null = null;

  get empty(): boolean {
    return this.#snapshot === null;
  }

  replace(snapshot: LiveSnapshot): void {
    if (snapshot.kind === 'case-changes') this.#snapshot = snapshot;
  }

  apply(changes: LiveChanges): void {
    if (changes.kind !== 'case-changes') return;
    const changed = new Set(changes.cases.map(({ key }) => key));
    const before = (this.#snapshot?.cases ?? []).filter(({ key }) => !changed.has(key));
    this.#snapshot = { kind: 'case-changes', cases: [...changes.cases, ...before].slice(0, casesMax) };
  }

  read(): CaseChangesSnapshot | null {
    return this.#snapshot;
  }
}
