/**
 * Shares partitions among the members of a consumer group: as evenly as possible, and a partition stays with its owner
 * where that is fair (the aim of Kafka's sticky assignor, KIP-54). Members and partitions are named by strings.
 *
 * @param partitions each partition with the members that want it, in the order in which they are given away
 * @param owners who holds a partition now
 * @returns partition → member; a partition that nobody wants is absent
 */
export function assignPartitions(
  partitions: ReadonlyMap<string, readonly string[]>,
  owners: ReadonlyMap<string, string>,
): Map<string, string> {
  const members = new Set([...partitions.values()].flat());
  const fairShare = Math.floor(partitions.size / Math.max(1, members.size));
  let membersWithOneMore = partitions.size % Math.max(1, members.size);
  const loads = new Map([...members].map((member) => [member, 0]));
  const assigned = new Map<string, string>();
  const give = (partition: string, member: string): void => {
    assigned.set(partition, member);
    loads.set(member, loads.get(member)! + 1);
  };
  for (const [partition, wanted] of partitions) {
    const owner = owners.get(partition);
    if (owner === undefined || !wanted.includes(owner)) continue;
    const load = loads.get(owner)!;
    if (load === fairShare && membersWithOneMore-- <= 0) continue;
    if (load <= fairShare) give(partition, owner);
  }
  for (const [partition, wanted] of partitions) {
    if (assigned.has(partition) || wanted.length === 0) continue;
    give(
      partition,
      wanted.reduce((least, member) => (loads.get(member)! < loads.get(least)! ? member : least)),
    );
  }
  return assigned;
}
