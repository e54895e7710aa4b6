// @vitest-environment happy-dom
import { effectScope, watch, type EffectScope } from 'vue';
import { createMemoryHistory, createRouter, type Router } from 'vue-router';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Address } from './address.ts';
import { createAddress } from './create-address.ts';

let router: Router;
let scope: EffectScope;
let address: Address;

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

const open = async (url: string) => {
  const page = { template: '<p />' };
  router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/:page(.*)*', component: page }] });
  scope = effectScope();
  await router.push(url);
  const made = scope.run(() => createAddress(router));
  if (made === undefined) throw new Error('the scope has ended');
  address = made;
};

beforeEach(() => open('/d/operations?where=city:Bandung'));
afterEach(() => scope.stop());

it('takes a change at once, and writes it to the URL', async () => {
  address.change({ from: 'now-3h' });
  expect(address.from).toBe('now-3h');
  await settled();
  expect(router.currentRoute.value.fullPath).toBe('/d/operations?from=now-3h&where=city:Bandung');
});

it('loses none of two changes in one turn', async () => {
  address.change({ compare: 'off' });
  address.change({ where: [] });
  await settled();
  expect(router.currentRoute.value.fullPath).toBe('/d/operations?compare=off');
});

it('undoes a deliberate change with Back, and keeps slides out of the history', async () => {
  address.change({ from: 'now-3h' });
  await settled();
  address.change({ from: 'now-2h' }, { replace: true });
  await settled();
  address.change({ from: 'now-1h' }, { replace: true });
  await settled();
  router.back();
  await settled();
  expect(address.from).toBe('now/d');
});

it('tells who watches one part nothing of the others', async () => {
  let heard = 0;
  scope.run(() => watch([() => address.where, () => address.drill], () => (heard += 1), { flush: 'sync' }));
  address.change({ compare: 'off' });
  await settled();
  expect(heard).toBe(0);
  address.change({ where: ['city:Medan'] });
  expect(heard).toBe(1);
});

it('keeps time, scope and zone on the way to another page, and closes what is open', async () => {
  address.change({ tz: 'UTC', from: 'now-6h', event: '17', extras: { 'feed.kind': 'x' } });
  expect(address.link('/metrics')).toBe('/metrics?from=now-6h&where=city:Bandung&tz=UTC');
  expect(address.link('/alerts', { where: [], wall: true })).toBe('/alerts?from=now-6h&tz=UTC&wall=1');
});

it('gives a feature a parameter of its own', async () => {
  const kind = address.extra('feed.kind');
  expect(kind.value).toBeNull();
  kind.value = 'order.cancelled';
  await settled();
  expect(router.currentRoute.value.fullPath).toBe('/d/operations?where=city:Bandung&feed.kind=order.cancelled');
  kind.value = null;
  await settled();
  expect(router.currentRoute.value.fullPath).toBe('/d/operations?where=city:Bandung');
});

it('opens the events of a number, and one of them', async () => {
  address.openEvents({ metric: 'cancellations', from: 'now-5m', to: 'now', where: ['city:Medan'] });
  address.openEvent('order-17');
  expect(address.drill).toEqual({ metric: 'cancellations', from: 'now-5m', to: 'now', where: ['city:Medan'] });
  expect(address.event).toBe('order-17');
  address.openEvents(null);
  expect([address.drill, address.event]).toEqual([null, null]);
});

it('freezes relative times as of now, in days of the zone', async () => {
  expect(address.frozen).toBe(false);
  // The minute that has begun is left out: its number would go on growing.
  const noon = Date.parse('2026-11-20T05:00:59.900Z');
  expect(address.frozenUrl(noon)).toBe(
    `${location.origin}/d/operations?from=2026-11-19T17:00:00Z&to=2026-11-20T05:00:00Z&where=city:Bandung`,
  );
});

it('knows the address before the router has opened the first page', () => {
  const history = createMemoryHistory();
  history.replace('/x?from=now-1h');
  const early = createRouter({ history, routes: [{ path: '/x', component: { template: '' } }] });
  expect(scope.run(() => createAddress(early).from)).toBe('now-1h');
});
