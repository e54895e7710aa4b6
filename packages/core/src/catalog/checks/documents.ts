/** A place in a catalog file; line and column count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export type DocumentPath = readonly (string | number)[];

/** One parsed document of a catalog file. */
export interface CatalogDocument {
  readonly file: string;
  readonly value: unknown;
  /**
   * Where the value of a path stands; the nearest parent's place for a path that does not exist.
   * `offset` moves into a text value; `key` asks for the key instead of the value.
   */
  position(path: DocumentPath, at?: { readonly offset?: number; readonly key?: boolean }): Position;
}

/** What is wrong with a catalog, and where. */
export interface CatalogProblem extends Position {
  readonly file: string;
  readonly message: string;
}

/** A definition that has the right shape, with a way to report what is wrong with it. */
export interface Defined<Definition> {
  readonly definition: Definition;
  readonly report: (
    path: DocumentPath,
    message: string,
    at?: { readonly offset?: number; readonly key?: boolean },
  ) => void;
}

/** Reports problems of one document into a list. */
export const reporter =
  (document: CatalogDocument, problems: CatalogProblem[]): Defined<unknown>['report'] =>
  (path, message, at) => {
    problems.push({ file: document.file, ...document.position(path, at), message });
  };
