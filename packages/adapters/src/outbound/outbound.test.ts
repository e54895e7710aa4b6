import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { signToken, verifyToken } from './action-token.ts';
import { createOutboundHttp } from './create-outbound-http.ts';
import { guardedLookup } from './guarded-lookup.ts';
import { isPrivateAddress } from './private-address.ts';
import { secretReader } from './read-secret.ts';

const request = { method: 'POST', headers: {}, body: '{}', allowPrivate: false } as const;

describe('addresses', () => {
  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '255.255.255.255',
    '224.0.0.1',
    '::1',
    '::',
    'fe80::1%eth0',
    'fd00::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'localhost',
    '',
  ])('%s is private', (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  test.each(['1.1.1.1', '172.32.0.1', '8.8.8.8', '2606:4700:4700::1111'])('%s is public', (address) => {
    expect(isPrivateAddress(address)).toBe(false);
  });
});

describe('outbound requests', () => {
  const servers: Server[] = [];
  let asked = 0;
  const start = async (): Promise<number> => {
    const server = createServer((_, response) => {
      asked += 1;
      response.end('inside');
    });
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    return (server.address() as AddressInfo).port;
  };
  afterEach(() => {
    asked = 0;
    for (const server of servers.splice(0)) server.close();
  });

  test.each(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0'])(
    'http://%s is refused before anything is sent',
    async (host) => {
      const port = await start();
      const http = createOutboundHttp();
      await expect(http.send({ ...request, url: `http://${host}:${port}/` })).rejects.toMatchObject({
        fault: 'address-refused',
        retry: false,
      });
      expect(asked).toBe(0);
    },
  );

  test('a name that is public when asked and private when connected to is refused (DNS rebinding)', async () => {
    const port = await start();
    let times = 0;
    const lookup = guardedLookup((_, done) => {
      times += 1;
      done(null, [{ address: times === 1 ? '203.0.114.1' : '127.0.0.1', family: 4 }]);
    });
    // The first question stands for whoever checks beforehand: what counts is the one for the connection.
    lookup('evil.example', { all: true }, () => undefined);
    const http = createOutboundHttp({ lookup });
    await expect(http.send({ ...request, url: `http://evil.example:${port}/` })).rejects.toMatchObject({
      fault: 'address-refused',
    });
    expect([times, asked]).toEqual([2, 0]);
  });

  test('of several addresses only public ones are handed out', async () => {
    const lookup = guardedLookup((_, done) =>
      done(null, [
        { address: '10.0.0.1', family: 4 },
        { address: '1.1.1.1', family: 4 },
      ]),
    );
    const given = await new Promise((resolve) => {
      lookup('mixed.example', { all: true }, (_, addresses) => resolve(addresses));
    });
    expect(given).toEqual([{ address: '1.1.1.1', family: 4 }]);
  });

  test.each(['ftp://example.com/', 'file:///etc/passwd', 'https://user:pw@example.com/', 'nonsense'])(
    '%s is no address',
    async (url) => {
      await expect(createOutboundHttp().send({ ...request, url })).rejects.toMatchObject({ fault: 'refused' });
    },
  );
});

describe('links', () => {
  const key = '0123456789abcdef0123456789abcdef';
  const token = { action: 'acknowledge', notification: 'msg_1', receiver: 'oncall', expiresAt: 2_000 } as const;

  test('a token says what it was signed for, until it expires', () => {
    const text = signToken(token, key);
    expect(verifyToken(text, key, 1_999)).toEqual(token);
    expect(verifyToken(text, key, 2_000)).toBeNull();
    expect(verifyToken(text, 'another key', 1_000)).toBeNull();
  });

  test('nothing else is one', () => {
    const [content = '', signature = ''] = signToken(token, key).split('.');
    const other = signToken({ ...token, notification: 'msg_2' }, key).split('.')[0];
    for (const text of [
      '',
      '.',
      content,
      `${other}.${signature}`,
      `${content}.${signature}.x`,
      `${content}.${signature.slice(0, -2)}`,
    ])
      expect(verifyToken(text, key, 1_000)).toBeNull();
  });
});

test('secrets come from variables and files, and are missed by name alone', async () => {
  const read = secretReader({ TOKEN: ' s3cret\n' });
  expect(await read({ env: 'TOKEN' })).toBe('s3cret');
  await expect(read({ env: 'ABSENT' })).rejects.toMatchObject({ fault: 'secret-missing', retry: false });
  await expect(read({ file: '/nowhere/secret' })).rejects.toMatchObject({ fault: 'secret-missing' });
});
