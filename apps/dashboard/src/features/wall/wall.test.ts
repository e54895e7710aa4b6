// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import { keepAwake } from './keep-awake.ts';
import { buildOf, ownBuild } from './served-build.ts';

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

it('knows a build by the names of all its scripts, here and as it is served', () => {
  const page = (hash: string) =>
    `<title>x</title><script type="module" crossorigin src="/assets/libraries-1.js"></script>\n<script type="module" crossorigin src="/assets/shell-${hash}.js"></script>`;
  expect(buildOf(`<!doctype html><html><head>${page('a1')}</head>`)).toBe('/assets/libraries-1.js /assets/shell-a1.js');
  expect(buildOf(page('b2'))).not.toBe(buildOf(page('a1')));
  expect(ownBuild({ outerHTML: `<head>${page('a1')}</head>` })).toBe(buildOf(page('a1')));
  expect(buildOf('<h1>502 Bad Gateway</h1>')).toBeNull();
});

const lockOf = () => {
  const log: string[] = [];
  const release = async () => void log.push('release');
  const request = async () => {
    log.push('request');
    return { release };
  };
  return { log, wakeLock: { request } };
};
const shown = (state: 'visible' | 'hidden') => {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
};

it('keeps the screen on, takes the lock again when the page comes back, and lets go', async () => {
  const { log, wakeLock } = lockOf();
  shown('visible');
  const end = keepAwake(wakeLock, document);
  await settled();
  shown('hidden');
  shown('visible');
  await settled();
  expect(log).toEqual(['request', 'request']);
  end();
  shown('visible');
  await settled();
  expect(log).toEqual(['request', 'request', 'release']);
});

it('lets go of a lock that comes when it is too late', async () => {
  const { log, wakeLock } = lockOf();
  keepAwake(wakeLock, document)();
  await settled();
  expect(log).toEqual(['request', 'release']);
});

it('does without where the browser cannot or will not', async () => {
  keepAwake(undefined, document)();
  const refusing = { request: () => Promise.reject(new Error('NotAllowedError')) };
  const end = keepAwake(refusing, document);
  await settled();
  expect(end).not.toThrow();
});
