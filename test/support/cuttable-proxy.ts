import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A network between a browser and a server that can go away without a word, as a pulled cable does. */
export interface CuttableProxy {
  readonly url: string;
  /** Nothing gets through in either direction, and nobody is told. New connections hang too. */
  cut(): void;
  mend(): void;
  /** Ends every connection; new ones are taken. */
  drop(): void;
  close(): Promise<void>;
}

/** Passes bytes from a port of its own to `target` (an `http://127.0.0.1:PORT`). */
export async function openCuttableProxy(target: string): Promise<CuttableProxy> {
  const targetPort = Number(new URL(target).port);
  const sockets = new Set<Socket>();
  let whole = true;
  const follow = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    if (!whole) socket.pause();
  };
  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    follow(near);
    follow(far);
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => near.write(bytes));
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    if (!whole) for (const socket of [near, far]) socket.pause();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the proxy has no port');
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut() {
      whole = false;
      for (const socket of sockets) socket.pause();
    },
    mend() {
      whole = true;
      for (const socket of sockets) socket.resume();
    },
    drop,
    async close() {
      drop();
      server.close();
      await once(server, 'close');
    },
  };
}
