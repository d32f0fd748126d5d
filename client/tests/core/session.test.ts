import { expect, test } from 'vitest';
import { Cancel, Cancelled } from '@/core/cancel';
import { LoginNeeded, Session } from '@/core/session/session';
import { OtherCustomer } from '@/core/session/customer';
import { json, problem } from '../fakes/testHttp';
import { iso, World } from '../fakes/world';

test('a login is kept, and the next start of the app needs none', async () => {
  const world = new World();
  await world.logIn();
  const later = new World(world.storage, world);
  expect((await later.session.need()).customerId).toBe('anna');
  expect(later.http.requests).toHaveLength(0);
});

test('a code that was used already is replaced by a new one, once', async () => {
  const world = new World();
  world.answer({ '/api/login': (_, count) => (count === 1 ? problem(400, 'bad-code') : world.login()) });
  await world.session.signIn();
  expect(world.codes).toEqual(['code-1', 'code-2']);
  world.answer({ '/api/login': () => problem(400, 'bad-code') });
  await expect(world.session.signIn()).rejects.toMatchObject({ slug: 'bad-code' });
  expect(world.codes).toHaveLength(4);
});

test('a login that WeChat limits waits as long as the server says', async () => {
  const world = new World();
  world.answer({
    '/api/login': (_, count) =>
      count === 1 ? problem(429, 'too-many-requests', {}, { 'retry-after': '60' }) : world.login(),
  });
  const login = world.session.signIn();
  await world.clock.advance(59_000);
  expect(world.http.requests).toHaveLength(1);
  await world.clock.advance(2_000);
  expect((await login).customerId).toBe('anna');
});

test('two who need a login share one', async () => {
  const world = new World();
  world.answer({ '/api/login': () => world.login() });
  await Promise.all([world.session.need(), world.session.need()]);
  expect(world.http.requests).toHaveLength(1);
});

test('a login that ends soon by the server time is renewed before it is used', async () => {
  const world = new World();
  await world.logIn('anna', 3600_000);
  const first = world.session.last?.token;
  await world.clock.advance(3600_000 - 30_000);
  world.answer({ '/api/login': () => world.login() });
  expect((await world.session.need()).token).not.toBe(first);
});

test('a token that expires in the press is renewed, and the same key goes out again', async () => {
  const world = new World();
  await world.logIn();
  world.answer({
    '/orders': (_, count) => (count === 1 ? problem(401, 'unauthenticated') : json(201, { orderId: 'o1' })),
    '/api/login': () => world.login(),
  });
  await world.keyed.send('/api/flash-sales/s/orders', { quantity: 1 }, new Cancel());
  const [first, second] = world.http.to('/orders');
  expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
  expect(second?.headers['authorization']).not.toBe(first?.headers['authorization']);
});

test('a token that is refused twice is a refusal, and not a loop', async () => {
  const world = new World();
  await world.logIn();
  world.answer({ '/api/me': () => problem(401, 'unauthenticated'), '/api/login': () => world.login() });
  await expect(world.customer.get('/api/me')).rejects.toMatchObject({ slug: 'unauthenticated' });
  expect(world.http.to('/api/me')).toHaveLength(2);
});

test('the request of a former customer is never sent as another', async () => {
  const world = new World();
  await world.logIn('anna');
  world.answer({ '/orders': () => problem(401, 'unauthenticated'), '/api/login': () => world.login('boris') });
  await expect(world.keyed.send('/api/flash-sales/s/orders', {}, new Cancel())).rejects.toBeInstanceOf(OtherCustomer);
  expect(world.http.to('/orders')).toHaveLength(1);
  expect(world.requests.of('anna')).toHaveLength(1);
  expect(world.requests.of('boris')).toHaveLength(0);
});

test('where nobody can be logged in silently, somebody is asked', async () => {
  const world = new World();
  const asked = new Session(
    world.storage,
    world.api,
    { next: () => Promise.resolve(null) },
    world.retrier,
    world.serverClock,
  );
  await expect(asked.need()).rejects.toBeInstanceOf(LoginNeeded);
});

test('a login that another device ended leaves the newer one', async () => {
  const world = new World();
  await world.logIn();
  const old = world.session.last?.token ?? '';
  world.answer({ '/api/login': () => world.login() });
  await world.session.signIn();
  const now = world.session.last?.token;
  world.session.refused(old);
  expect(world.session.last?.token).toBe(now);
});

test('an expiry is judged by the server time, whatever the phone says', async () => {
  const world = new World();
  await world.logIn('anna', 3600_000);
  world.serverClock.doubt();
  world.serverClock.answered(iso(world.serverNow + 3600_000), world.clock.now(), world.clock.now());
  expect(world.session.valid()).toBeNull();
});

test('whoever stops waiting for a login is free at once, and the login goes on for the other', async () => {
  const world = new World();
  world.answer({ '/api/login': (_, count) => (count === 1 ? 'cut' : world.login()) });
  const cancel = new Cancel();
  const first = expect(world.session.need(cancel)).rejects.toBeInstanceOf(Cancelled);
  const second = world.session.need();
  await world.clock.advance(1);
  cancel.cancel();
  await first;
  await world.clock.advance(1_000);
  expect((await second).customerId).toBe('anna');
});

test('a login that nobody waits for ends', async () => {
  const world = new World();
  world.answer({ '/api/login': () => 'cut' });
  const cancel = new Cancel();
  const waiting = expect(world.session.need(cancel)).rejects.toBeInstanceOf(Cancelled);
  await world.clock.advance(5_000);
  cancel.cancel();
  await waiting;
  const tries = world.http.requests.length;
  await world.clock.advance(60_000);
  expect(world.http.requests).toHaveLength(tries);
  expect(world.clock.waiting).toBe(0);
});

test('a phone that gives no code can be waited for no longer than the customer likes', async () => {
  const world = new World();
  const mute = { next: () => new Promise<string>(() => undefined) };
  const session = new Session(world.storage, world.api, mute, world.retrier, world.serverClock);
  const cancel = new Cancel();
  const waiting = expect(session.need(cancel)).rejects.toBeInstanceOf(Cancelled);
  cancel.cancel();
  await waiting;
});
