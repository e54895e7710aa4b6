import type { LiveChanges, LiveSnapshot, PipelineSnapshot } from '@tidewatch/contract/socket';

export class PipelineModel {
  #snapshot: PipelineSnapshot | null = null;

  get empty(): boolean {
    return this.#snapshot === null;
  }

  replace(snapshot: LiveSnapshot): void {
    if (snapshot.kind === 'pipeline') this.#snapshot = snapshot;
  }

  apply(changes: LiveChanges): void {
    if (changes.kind === 'pipeline') this.#snapshot = { kind: 'pipeline', pipeline: changes.pipeline };
  }

  read(): PipelineSnapshot | null {
    return this.#snapshot;
  }
}
