/** What the caller may see. A parameter of every read; part of a socket room's hash. */
export interface Access {
  /** Row filter: dimension → allowed values. Empty: all rows. */
  readonly rows: Readonly<Record<string, readonly string[]>>;
  /** Whether fields declared `pii: true` are shown. */
  readonly showPii: boolean;
}
