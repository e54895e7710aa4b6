/** One request to an address that somebody else chose. */
export interface OutboundRequest {
  readonly method: 'POST' | 'GET' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | null;
  /** Without it an address of a private network is refused, whatever the name resolves to. */
  readonly allowPrivate: boolean;
}

export interface OutboundAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** At most 256 KiB; what is beyond is cut off. */
  readonly body: string;
}

/**
 * HTTP to strangers. MUST end within 10 s whatever the other side does, read at most 256 KiB, follow no redirect, and check the address
 * that it connects to, not one that was looked up before. Rejects with `NotifierError`: `timed-out`, `unreachable`, `tls-failed`,
 * `address-refused`. Any status resolves.
 */
export interface OutboundHttp {
  send(request: OutboundRequest): Promise<OutboundAnswer>;
  /** Ends what is under way. Repeatable. */
  close(): Promise<void>;
}
