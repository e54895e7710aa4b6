import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPrivateAddress } from './private-address.ts';

/** A name that leads only to private addresses. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
}

type Resolve = (name: string, done: (error: Error | null, addresses: readonly LookupAddress[]) => void) => void;

const resolveBySystem: Resolve = (name, done) =>
  systemLookup(name, { all: true, verbatim: true }, (error, addresses) => done(error, addresses));

/**
 * A lookup for connections that hands out public addresses alone. What it checks is what is connected to, so a name that changes its
 * answer between two questions (DNS rebinding) gains nothing.
 */
export const guardedLookup =
  (resolve: Resolve = resolveBySystem): LookupFunction =>
  (name, options, done) => {
    resolve(name, (error, addresses) => {
      const open = addresses?.filter(({ address }) => !isPrivateAddress(address)) ?? [];
      const [first] = open;
      if (error !== null) done(error, '');
      else if (first === undefined) done(new AddressRefused('the name leads to a private address'), '');
      else if (options.all === true) done(null, open);
      else done(null, first.address, first.family);
    });
  };
