import { describe, expect, test } from 'vitest';
import { Cancel, Cancelled } from '@/core/cancel';
import { AskableForMs, MostRequests } from '@/core/store/requests';
import { html, json, problem, type Reply } from '../fakes/testHttp';
import { TestStorage } from '../fakes/testStorage';
import { World } from '../fakes/world';

const path = '/api/flash-sales/s1/orders';
const placed = json(201, { orderId: 'o1', status: 'pendingPayment', payBy: '2026-11-30T02:15:00Z', amountFen: 100 });
const keys = (world: World): Set<string | undefined> =>
  new Set(world.http.to('/orders').map(request => request.headers['idempotency-key']));

async function loggedIn(reply: (count: number) => Reply): Promise<World> {
  const world = new World();
  await world.logIn();
  world.answer({ '/orders': (_, count) => reply(count) });
  return world;
}

describe('an order', () => {
  test('the key lies in the storage before the request goes out', async () => {
    const world = await loggedIn(() => placed);
    let stored: string | null = null;
    world.answer({
      '/orders': request => {
        stored = world.storage.read('fuelgrains.requests');
        expect(stored).toContain(request.headers['idempotency-key']);
        return placed;
      },
    });
    await world.keyed.send(path, { quantity: 1 }, new Cancel());
    expect(stored).not.toBeNull();
    expect(world.storage.read('fuelgrains.requests')).toBeNull();
  });

  test.each<[string, Reply]>([
    ['a broken line', 'cut'],
    ['a full server', problem(503, 'busy', {}, { 'retry-after': '1' })],
    ['a request that still runs', problem(409, 'in-progress', {}, { 'retry-after': '1' })],
    ['a page of a hotel', html(200)],
  ])('after %s the same key goes out until the answer is definite', async (_, trouble) => {
    const world = await loggedIn(count =>
      count < 4 ? trouble : { ...placed, headers: { ...placed.headers, 'idempotent-replayed': 'true' } },
    );
    const order = world.keyed.send(path, { quantity: 2 }, new Cancel());
    await world.clock.advance(30_000);
    expect(await order).toMatchObject({ replayed: true, data: { orderId: 'o1' } });
    expect(world.http.to('/orders')).toHaveLength(4);
    expect(keys(world).size).toBe(1);
  });

  test('Retry-After is obeyed, and jitter comes on top', async () => {
    const world = await loggedIn(count =>
      count === 1 ? problem(429, 'too-many-requests', {}, { 'retry-after': '20' }) : placed,
    );
    const order = world.keyed.send(path, {}, new Cancel());
    await world.clock.advance(20_000);
    expect(world.http.to('/orders')).toHaveLength(1);
    await world.clock.advance(500);
    await order;
  });

  test('a refusal ends the key: the next press is a new request', async () => {
    const world = await loggedIn(count => (count === 1 ? problem(409, 'sold-out') : placed));
    await expect(world.keyed.send(path, {}, new Cancel())).rejects.toMatchObject({ slug: 'sold-out' });
    await world.keyed.send(path, {}, new Cancel());
    expect(keys(world).size).toBe(2);
  });

  test('an app that was killed in the press finds its order with the same key and body', async () => {
    const killed = await loggedIn(() => 'silence');
    void killed.keyed.send(path, { quantity: 2 }, new Cancel()).catch(() => undefined);
    await killed.clock.advance(1_000);
    const sent = killed.http.to('/orders')[0];

    const back = new World(killed.storage, killed);
    back.answer({ '/orders': () => placed });
    const [open] = back.keyed.open;
    expect(open).toBeDefined();
    const answer = await back.keyed.settle(open!, new Cancel());
    expect(answer.data).toMatchObject({ orderId: 'o1' });
    expect(back.http.to('/orders')[0]).toMatchObject({ body: sent?.body, url: sent?.url });
    expect(back.http.to('/orders')[0]?.headers['idempotency-key']).toBe(sent?.headers['idempotency-key']);
    expect(back.keyed.open).toHaveLength(0);
  });

  test('another press at the same address goes on with the open request, also with another body', async () => {
    const world = await loggedIn(count => (count === 1 ? 'silence' : placed));
    const cancel = new Cancel();
    const first = expect(world.keyed.send(path, { quantity: 1 }, cancel)).rejects.toBeInstanceOf(Cancelled);
    await world.clock.advance(100);
    cancel.cancel();
    await first;
    await world.keyed.send(path, { quantity: 2 }, new Cancel());
    expect(keys(world).size).toBe(1);
    expect(world.http.to('/orders')[1]?.body).toBe('{"quantity":1}');
  });

  test('two presses at once are one request', async () => {
    const world = await loggedIn(() => placed);
    await Promise.all([world.keyed.send(path, {}, new Cancel()), world.keyed.send(path, {}, new Cancel())]);
    expect(keys(world).size).toBe(1);
  });
});

describe('the storage', () => {
  test('is full: the order goes through all the same', async () => {
    const world = await loggedIn(count => (count === 1 ? 'cut' : placed));
    world.storage.isFull = true;
    const order = world.keyed.send(path, {}, new Cancel());
    await world.clock.advance(2_000);
    await order;
    expect(keys(world).size).toBe(1);
  });

  test.each(['', '1:{', '1:null', '2:[]', '{"type":"string","data":"x"}', '1:{"a":1}'])(
    'holds "%s": it counts as empty',
    async text => {
      const storage = new TestStorage();
      storage.texts.set('fuelgrains.requests', text);
      const world = new World(storage);
      await world.logIn();
      expect(world.keyed.open).toHaveLength(0);
      world.answer({ '/orders': () => placed });
      await world.keyed.send(path, {}, new Cancel());
    },
  );

  test('a request that is older than the server knows keys is never sent again', async () => {
    const world = await loggedIn(() => 'silence');
    void world.keyed.send(path, {}, new Cancel()).catch(() => undefined);
    await world.clock.advance(100);
    const later = new World(world.storage, world);
    await later.clock.advance(AskableForMs + 1_000);
    await later.logIn();
    expect(later.keyed.open).toHaveLength(0);
  });

  test(`at most ${MostRequests} requests are kept`, async () => {
    const world = new World();
    await world.logIn();
    for (let sale = 0; sale < MostRequests + 5; sale++) await world.requests.begin('anna', `/api/${sale}`, {});
    const kept = world.requests.of('anna');
    expect(kept).toHaveLength(MostRequests);
    expect(kept[0]?.path).toBe('/api/5');
  });
});
