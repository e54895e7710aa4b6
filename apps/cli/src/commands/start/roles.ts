import { UsageError } from '../../verbs/usage-error.ts';

export const roles = ['processor', 'indexer', 'gateway', 'alerter'] as const;
export type Role = (typeof roles)[number];

/** The roles named by `--role`, all of them unless told. Throws `UsageError`. */
export function rolesOf(named: readonly string[], embeddedLog: boolean): ReadonlySet<Role> {
  if (named.length === 0) return new Set(roles);
  for (const name of named) {
    if (!roles.includes(name as Role)) throw new UsageError(`--role ${name}: the roles are ${roles.join(', ')}`);
  }
  if (embeddedLog) {
    throw new UsageError(
      '--role needs a log that several processes can share; the embedded log has one process with all roles. Set log.kafka, or leave --role out.',
    );
  }
  return new Set(named as Role[]);
}
