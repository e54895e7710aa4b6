export { createMemoryCluster } from './memory-cluster.ts';
export type { MemoryCluster, MemoryClusterOptions } from './memory-cluster.ts';
export type { MemoryOperation, OperationKind, RunOptions } from './operations.ts';
