import type { IncomingHttpHeaders } from 'node:http';
import type { Access } from '@tidewatch/contract/access';

/** What of a request or a socket handshake says who is calling. */
export interface AccessRequest {
  readonly headers: IncomingHttpHeaders;
}

const everyone: Access = { rows: {}, showPii: false };

/** What a caller may see, for HTTP and socket alike. There is no login yet, so everyone sees all rows and no personal data. */
export function resolveAccess(_request: AccessRequest): Access {
  return everyone;
}
