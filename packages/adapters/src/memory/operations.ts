/** What a pending operation does. `query` is a read of metadata or a creation of topics. */
export type OperationKind = 'append' | 'commit' | 'fetch' | 'assign' | 'rebalance' | 'query';

/** One asynchronous step that has not finished. */
export interface MemoryOperation {
  readonly id: number;
  readonly kind: OperationKind;
  /** The member that waits for it; null for the cluster's own steps. */
  readonly member: string | null;
  readonly group: string | null;
  readonly topic: string | null;
  readonly partition: number | null;
  /** Its effect has happened and only the answer is outstanding (after `hold`). */
  readonly applied: boolean;
  /** A fetch that would bring nothing new. */
  readonly idle: boolean;
}

/** How to run a step. `recordsMax` cuts the batch of a fetch. */
export interface RunOptions {
  readonly recordsMax?: number;
}

export interface OperationSpec {
  readonly kind: OperationKind;
  readonly member: string | null;
  readonly group?: string;
  readonly topic?: string;
  readonly partition?: number;
  /** Steps of one lane run in the order in which they were added. */
  readonly lane?: string;
  idle?(): boolean;
  /** Makes the effect and returns what tells the waiting member. */
  apply(options: RunOptions): () => void;
}

export interface Operations {
  add(spec: OperationSpec): void;
  /** Those that could run now, oldest first. */
  pending(): readonly MemoryOperation[];
  run(operation: MemoryOperation, options?: RunOptions): void;
  fail(operation: MemoryOperation, how: 'answer_lost' | 'not_applied'): void;
  hold(operation: MemoryOperation, options?: RunOptions): void;
  /** Forgets all steps of a member and takes none of it any more, as a crash does. */
  dropMember(member: string): void;
}

class PendingOperation implements MemoryOperation {
  readonly id: number;
  readonly spec: OperationSpec;
  answer: (() => void) | null = null;

  constructor(id: number, spec: OperationSpec) {
    this.id = id;
    this.spec = spec;
  }
  get kind() {
    return this.spec.kind;
  }
  get member() {
    return this.spec.member;
  }
  get group() {
    return this.spec.group ?? null;
  }
  get topic() {
    return this.spec.topic ?? null;
  }
  get partition() {
    return this.spec.partition ?? null;
  }
  get applied() {
    return this.answer !== null;
  }
  get idle() {
    return this.spec.idle?.() ?? false;
  }
}

/** The queue of steps. With `auto` each runs by itself in a microtask; with `manual` a driver says which, when and how. */
export function createOperations(control: 'auto' | 'manual'): Operations {
  const queue = new Map<number, PendingOperation>();
  const goneMembers = new Set<string>();
  let lastId = 0;
  let draining = false;

  const runnable = (): PendingOperation[] => {
    const busyLanes = new Set<string>();
    return [...queue.values()].filter(({ spec: { lane } }) => {
      if (lane === undefined) return true;
      const first = !busyLanes.has(lane);
      busyLanes.add(lane);
      return first;
    });
  };

  const find = (operation: MemoryOperation): PendingOperation => {
    const found = queue.get(operation.id);
    if (found === undefined) throw new Error(`operation ${operation.id} (${operation.kind}) is not pending any more`);
    return found;
  };

  const drain = (): void => {
    const [first] = queue.values();
    draining = first !== undefined;
    if (first === undefined) return;
    run(first);
    queueMicrotask(drain);
  };

  function run(operation: MemoryOperation, options: RunOptions = {}): void {
    const found = find(operation);
    queue.delete(found.id);
    const answer = found.answer ?? found.spec.apply(options);
    answer();
  }

  return {
    add(spec) {
      if (spec.member !== null && goneMembers.has(spec.member)) return;
      const operation = new PendingOperation(++lastId, spec);
      queue.set(operation.id, operation);
      if (control === 'manual' || draining) return;
      draining = true;
      queueMicrotask(drain);
    },
    pending: runnable,
    run,
    fail(operation, how) {
      const found = find(operation);
      if (how === 'answer_lost' && found.answer === null) found.spec.apply({});
      // The client retries: the step stays, and runs from its start the next time.
      found.answer = null;
    },
    hold(operation, options = {}) {
      const found = find(operation);
      found.answer ??= found.spec.apply(options);
    },
    dropMember(member) {
      goneMembers.add(member);
      for (const [id, { spec }] of queue) if (spec.member === member) queue.delete(id);
    },
  };
}
