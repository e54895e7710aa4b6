import { readFileSync } from 'node:fs';

/** One product as it is fetched: what to ask Maven for, and the sha256 of every file that must come. */
export interface PinnedProduct {
  readonly version: string;
  readonly artifacts: readonly { groupId: string; artifactId: string; version: string; type: string }[];
  readonly sha256: Readonly<Record<string, string>>;
}

interface Pinned {
  readonly javaMajorMin: number;
  readonly dependencyPlugin: string;
  readonly kafka: PinnedProduct;
  readonly elasticsearch: PinnedProduct;
}

/** Versions and checksums of everything that the servers are made of (`pinned.json`). */
export const pinned = JSON.parse(readFileSync(new URL('../../pinned.json', import.meta.url), 'utf8')) as Pinned;
