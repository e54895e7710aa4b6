/** Where a slice stands among those of its partition: epochs first, then offsets. */
export interface SlicePoint {
  readonly epoch: number;
  readonly slice: number;
}

/** Whether the left slice lies before the right one of the same partition. */
export function isBefore(left: SlicePoint, right: SlicePoint): boolean {
  return left.epoch === right.epoch ? left.slice < right.slice : left.epoch < right.epoch;
}

/** The one of two slices that lies first. */
export function earliest(left: SlicePoint, right: SlicePoint): SlicePoint {
  return isBefore(left, right) ? left : right;
}

/** Names a partition of an input topic. The number stands first: a topic may hold anything but a space. */
export function partitionKey(topic: string, partition: number): string {
  return `${partition} ${topic}`;
}
