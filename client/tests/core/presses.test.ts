import { expect, test } from 'vitest';
import { Cancel } from '@/core/cancel';
import { MostPresses, Presses } from '@/core/orders/presses';
import { orderPath, type PlacedOrder } from '@/core/sales/returns';
import { settle } from '../fakes/testClock';
import { json, problem } from '../fakes/testHttp';
import { World } from '../fakes/world';

const placed = json(201, { orderId: 'o1', status: 'pendingPayment', payBy: '2026-11-30T02:15:00Z', amountFen: 100 });

test('an app that begins anew asks for every open request, with its own key', async () => {
  const killed = new World();
  await killed.logIn();
  for (const sale of ['a', 'b'])
    void killed.keyed.send(orderPath(sale), { quantity: 1 }, new Cancel()).catch(() => undefined);
  await killed.clock.advance(10);
  const sent = killed.http.to('/orders').map(request => request.headers['idempotency-key']);

  const back = new World(killed.storage, killed);
  back.answer({ '/orders': () => placed });
  new Presses(back.keyed).resume();
  await back.clock.advance(10);
  expect(back.http.to('/orders').map(request => request.headers['idempotency-key'])).toEqual(sent);
  expect(back.keyed.open).toHaveLength(0);
});

test('an app that begins anew without an open request asks nothing', async () => {
  const world = new World();
  await world.logIn();
  const before = world.http.requests.length;
  new Presses(world.keyed).resume();
  await settle();
  expect(world.http.requests).toHaveLength(before);
});

test('a button that began without its page has what the page says later', async () => {
  const world = new World();
  await world.logIn();
  world.answer({ '/orders': (_, count) => (count === 1 ? problem(409, 'all-held') : placed) });
  const presses = new Presses(world.keyed);
  const first = presses.at<PlacedOrder>(orderPath('a'));
  const phases: string[] = [];
  const button = presses.at<PlacedOrder>(
    orderPath('a'),
    () => Promise.resolve(true),
    state => phases.push(state.phase),
  );
  expect(button).toBe(first);
  await button.press({ quantity: 1 });
  expect(phases).toEqual(['sending', 'sending', 'done']);
});

test(`at most ${MostPresses} buttons are remembered, and a busy one is not forgotten`, async () => {
  const world = new World();
  await world.logIn();
  const presses = new Presses(world.keyed);
  const busy = presses.at('/busy');
  void busy.press({});
  await settle();
  const idle = presses.at('/idle');
  for (let sale = 0; sale < MostPresses; sale++) presses.at(`/${sale}`);
  expect(presses.at('/busy')).toBe(busy);
  expect(presses.at('/idle')).not.toBe(idle);
});
