import type { Command } from '../io.ts';

export interface Verb {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** Every verb of `tidewatch`, in the order in which a newcomer meets them. */
export const verbs: readonly Verb[] = [
  {
    name: 'demo',
    usage: 'demo [--rate N] [--seed S]',
    summary: 'start with a simulated health platform',
    load: async () => (await import('../commands/demo/demo-command.ts')).demoCommand,
  },
  {
    name: 'start',
    usage: 'start [--role ROLE …] [--data DIR] [--catalog DIR] [--port N]',
    summary: 'run all roles, or the ones named',
    load: async () => (await import('../commands/start/start-command.ts')).startCommand,
  },
  {
    name: 'check',
    usage: 'check [DIR]',
    summary: 'validate the catalog',
    load: async () => (await import('../commands/check/check-command.ts')).checkCommand,
  },
  {
    name: 'query',
    usage: 'query METRIC [--from … --to … --step … --by …]',
    summary: 'read a metric from the shell',
    load: async () => (await import('../commands/query/query-command.ts')).queryCommand,
  },
  {
    name: 'ingest',
    usage: 'ingest FILE|- [--map FILE] [--to URL]',
    summary: 'bring in CSV or NDJSON, safe to repeat',
    load: async () => (await import('../commands/ingest/ingest-command.ts')).ingestCommand,
  },
  {
    name: 'produce',
    usage: 'produce --rate N --seconds S [--seed S] [--to http|kafka]',
    summary: 'send simulated events',
    load: async () => (await import('../commands/produce/produce-command.ts')).produceCommand,
  },
  {
    name: 'rebuild',
    usage: 'rebuild --from earliest|TIME',
    summary: 'fold the log again into a new generation',
    load: async () => (await import('../commands/rebuild/rebuild-command.ts')).rebuildCommand,
  },
  {
    name: 'rules',
    usage: 'rules test FILE | rules backtest RULE [--from … --to … --replay]',
    summary: 'test alert rules, and see when they would have fired',
    load: async () => (await import('../commands/rules/rules-command.ts')).rulesCommand,
  },
  {
    name: 'alerts',
    usage: 'alerts list|ack|silence [--end ID]|silences',
    summary: 'see alerts, take them over, keep quiet about some',
    load: async () => (await import('../commands/alerts/alerts-command.ts')).alertsCommand,
  },
  {
    name: 'dead-letters',
    usage: 'dead-letters list|replay',
    summary: 'see unusable events and send them again',
    load: async () => (await import('../commands/dead-letters/dead-letters-command.ts')).deadLettersCommand,
  },
  {
    name: 'doctor',
    usage: 'doctor',
    summary: 'say what is wrong with this installation',
    load: async () => (await import('../commands/doctor/doctor-command.ts')).doctorCommand,
  },
];
