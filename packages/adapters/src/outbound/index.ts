export type { ActionToken } from './action-token.ts';
export { signToken, verifyToken } from './action-token.ts';
export { createOutboundHttp } from './create-outbound-http.ts';
export { faultOf } from './fault-of.ts';
export { guardedLookup } from './guarded-lookup.ts';
export { isPrivateAddress } from './private-address.ts';
export { secretReader } from './read-secret.ts';
export { textOfSecret } from './text-of-secret.ts';
