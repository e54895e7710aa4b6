import { createServer, type AddressInfo, type Socket } from 'node:net';

/** `down`: nobody listens. `later`: 451 for every mail. `never`: 550. `no-tls`: no encryption is offered. */
export type MailMood = 'well' | 'down' | 'later' | 'never' | 'no-tls';

/** As much of SMTP as it takes to be told, or to refuse. */
export interface MailServer {
  readonly port: number;
  readonly taken: string[];
  behave(mood: MailMood): Promise<void>;
  close(): Promise<void>;
}

export async function startMailServer(first: MailMood): Promise<MailServer> {
  let mood: MailMood = 'well';
  const taken: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    socket.setEncoding('utf8');
    let unread = '';
    let mail: string[] | null = null;
    const say = (line: string): void => void socket.write(`${line}\r\n`);
    const hear = (line: string): void => {
      if (mail !== null) {
        if (line !== '.') mail.push(line);
        else {
          taken.push(mail.join('\n'));
          mail = null;
          say('250 taken');
        }
        return;
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'MAIL' && mood === 'later') say('451 come later');
      else if (verb === 'MAIL' && mood === 'never') say('550 never');
      else if (verb === 'STAR') say('502 what is that');
      else if (verb === 'DATA') {
        mail = [];
        say('354 go on');
      } else say('250 mail.example');
    };
    socket.on('data', (text: string) => {
      const lines = (unread + text).split('\r\n');
      unread = lines.pop() ?? '';
      for (const line of lines) hear(line);
    });
    say('220 mail.example');
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve) => {
      server.listen(port, '127.0.0.1', resolve);
    });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const behave = async (next: MailMood): Promise<void> => {
    if (next === 'down' && server.listening) await stop();
    if (next !== 'down' && !server.listening) await listen(port);
    mood = next;
  };
  await behave(first);
  return { port, taken, behave, close: async () => (server.listening ? stop() : undefined) };
}
