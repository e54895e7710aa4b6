import type { LiveUpdate } from '@tidewatch/contract/socket';
import type { RoomStart } from '@tidewatch/core/live/rooms/open-room';
import { noTelemetry } from '@tidewatch/core/ports/telemetry';
import { expect, test } from 'vitest';
import { Broadcaster } from './broadcaster.ts';
import type { LiveNamespaceServer, LiveSocket } from './live-namespace.ts';

interface Sent {
  readonly ids: readonly string[];
  readonly update: LiveUpdate;
}

/** A namespace that writes down what it sends to whom. */
function recorder(): { sent: Sent[]; namespace: LiveNamespaceServer } {
  const sent: Sent[] = [];
  const namespace = {
    to: (ids: string[]) => ({ emit: (_: 'update', update: LiveUpdate) => sent.push({ ids: [...ids], update }) }),
  };
  return { sent, namespace: namespace as unknown as LiveNamespaceServer };
}

function socketOf(id: string, snapshots: LiveUpdate[]): LiveSocket {
  return { id, emit: (_: 'update', update: LiveUpdate) => snapshots.push(update) } as unknown as LiveSocket;
}

const update = (seq: number): LiveUpdate => ({ room: 'r', seq, asOf: null, sentAt: seq });
const snapshot: RoomStart = { room: 'r', seq: 9, asOf: 5, snapshot: { kind: 'events', events: [] } };

test('updates are skipped for a slow socket, which gets one snapshot when it has drained', () => {
  const { sent, namespace } = recorder();
  const broadcaster = new Broadcaster(namespace, noTelemetry, () => snapshot);
  const snapshots: LiveUpdate[] = [];
  let waiting = 0;
  broadcaster.join('r', socketOf('slow', snapshots), () => waiting);
  broadcaster.join('r', socketOf('quick', []), () => 0);
  broadcaster.send(update(1));
  waiting = 8;
  broadcaster.send(update(2));
  waiting = 3;
  broadcaster.send(update(3));
  expect(snapshots).toEqual([]);
  waiting = 0;
  broadcaster.send(update(4));
  broadcaster.send(update(5));
  expect(snapshots).toEqual([{ ...snapshot, sentAt: 4 }]);
  expect(sent.map(({ ids, update: { seq } }) => [seq, ids])).toEqual([
    [1, ['slow', 'quick']],
    [2, ['quick']],
    [3, ['quick']],
    [4, ['quick']],
    [5, ['slow', 'quick']],
  ]);
});

test('a large room is written to in several turns, each message to all before the next', async () => {
  const { sent, namespace } = recorder();
  const broadcaster = new Broadcaster(namespace, noTelemetry, () => null);
  for (let index = 0; index < 600; index++) broadcaster.join('r', socketOf(`s${index}`, []), () => 0);
  broadcaster.send(update(1));
  broadcaster.send(update(2));
  expect(sent.length).toBeLessThan(2);
  await expect.poll(() => sent.length).toBe(6);
  expect(sent.map(({ ids, update: { seq } }) => [seq, ids.length])).toEqual([
    [1, 250],
    [1, 250],
    [1, 100],
    [2, 250],
    [2, 250],
    [2, 100],
  ]);
});

test('a room without members costs nothing', () => {
  const { sent, namespace } = recorder();
  const broadcaster = new Broadcaster(namespace, noTelemetry, () => null);
  const socket = socketOf('a', []);
  expect([broadcaster.join('r', socket, () => 0), broadcaster.join('r', socket, () => 0)]).toEqual([true, false]);
  expect([broadcaster.leave('r', socket), broadcaster.leave('r', socket)]).toEqual([true, false]);
  broadcaster.send(update(1));
  expect(sent).toEqual([]);
});
