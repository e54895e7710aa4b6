/**
 * Consumer groups of the indexer. They carry the identity of the store that they fill, so a store that is new, or empty again,
 * is filled from all that the log still holds, and two stores may be filled from one log.
 */
export const indexerGroups = (storeIdentity: string): { readonly frames: string; readonly events: string } => ({
  frames: `indexer-${storeIdentity}`,
  events: `indexer-events-${storeIdentity}`,
});
