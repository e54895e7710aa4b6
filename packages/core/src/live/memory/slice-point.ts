/** Where a slice stands among those of its partition: epochs first, then offsets. */
export interface SlicePoint {
  readonly epoch: number;
  readonly slice: number;
}

export function isBefore(left: SlicePoint, right: SlicePoint): boolean {
  return left.epoch === right.epoch ? left.slice < right.slice : left.epoch < right.epoch;
}

export function earliest(left: SlicePoint, right: SlicePoint): SlicePoint {
  return isBefore(left, right) ? left : right;
}

export function partitionKey(topic: string, partition: number): string {
  return `${partition} ${topic}`;
}
