import { expect, test } from 'vitest';
import { Cancel } from '@/core/cancel';
import { LeftOrders, MostLeft } from '@/core/orders/leftOrders';
import { Paying, type PayAnswer, type PayPhase } from '@/core/orders/paying';
import type { WalletOutcome } from '@/core/ports';
import { json, problem, type Reply } from '../fakes/testHttp';
import { TestStorage } from '../fakes/testStorage';
import { World } from '../fakes/world';

const prepared = json(200, { appId: 'a', timeStamp: '1', nonceStr: 'n', package: 'p', signType: 'RSA', paySign: 's' });
const pending = { id: 'o1', status: 'pendingPayment' };

const state = (more: Partial<PayAnswer>): Reply =>
  json(200, { status: 'pendingPayment', frozen: false, weChat: 'notPaid', againInSeconds: 3, ...more });
const paid = state({ status: 'paid', weChat: 'paid', againInSeconds: null });

interface Checkout {
  readonly world: World;
  readonly paying: Paying;
  readonly phases: PayPhase[];
  readonly news: () => number;
  readonly queries: () => number;
}

async function checkout(
  outcome: WalletOutcome | 'killed',
  query: (count: number) => Reply,
  world = new World(),
): Promise<Checkout> {
  if (world.session.last === null) await world.logIn();
  world.answer({ '/pay': () => prepared, '/pay/query': (_, count) => query(count) });
  const phases: PayPhase[] = [];
  let news = 0;
  const wallet = {
    pay: () => (outcome === 'killed' ? new Promise<WalletOutcome>(() => undefined) : Promise.resolve(outcome)),
  };
  const paying = new Paying(
    world.clock,
    new LeftOrders(world.storage),
    world.customer,
    world.retrier,
    wallet,
    'o1',
    phase => phases.push(phase),
    () => news++,
  );
  return { world, paying, phases, news: () => news, queries: () => world.http.to('/pay/query').length };
}

test.each<WalletOutcome>(['ok', 'fail', 'cancel'])('after "%s" the server is asked', async outcome => {
  const { paying, queries, news } = await checkout(outcome, () => paid);
  await paying.pay(new Cancel());
  expect(queries()).toBe(1);
  expect(news()).toBe(1);
});

test('"ok" of the wallet is not paid: only the order says so', async () => {
  const { world, paying, phases } = await checkout('ok', () => state({ weChat: 'notPaid', againInSeconds: 2 }));
  const done = paying.pay(new Cancel());
  await world.clock.advance(1_000);
  expect(paying.phase).toBe('asking');
  await world.clock.advance(20_000);
  await done;
  expect(phases).toEqual(['preparing', 'wallet', 'asking', 'unseen']);
  paying.see({ id: 'o1', status: 'paid' });
  expect(paying.phase).toBe('idle');
});

test('an app that is killed in the payment sheet asks when it comes back', async () => {
  const killed = await checkout('killed', () => paid);
  void killed.paying.pay(new Cancel());
  await killed.world.clock.advance(100);
  expect(killed.paying.phase).toBe('wallet');

  const back = await checkout('ok', () => paid, new World(killed.world.storage, killed.world));
  await back.paying.back(pending);
  expect(back.queries()).toBe(1);
  expect(back.phases).toEqual(['asking']);
});

test('an order that was never left to pay is not asked for', async () => {
  const { paying, queries, phases } = await checkout('ok', () => paid);
  await paying.back(pending);
  expect(queries()).toBe(0);
  expect(phases).toEqual([]);
});

test('a payment that the customer cancelled is offered again while the server is asked', async () => {
  const { world, paying, phases } = await checkout('cancel', () => state({ weChat: 'notPaid' }));
  await paying.pay(new Cancel());
  expect(phases).toEqual(['preparing', 'wallet', 'cancelled', 'idle']);
  expect(new LeftOrders(world.storage).has('o1')).toBe(false);
});

test('nobody says unpaid while the server does not know', async () => {
  const { world, paying, phases } = await checkout('cancel', () => state({ weChat: 'unknown', againInSeconds: 2 }));
  const done = paying.pay(new Cancel());
  await world.clock.advance(20_000);
  await done;
  expect(phases.slice(-1)).toEqual(['unseen']);
  expect(new LeftOrders(world.storage).has('o1')).toBe(true);
});

test('who says that nothing was paid may pay at once, and is not asked for again', async () => {
  const { world, paying, phases, queries } = await checkout('ok', () => state({ weChat: 'unknown', againInSeconds: 2 }));
  const done = paying.pay(new Cancel());
  await world.clock.advance(1_000);
  expect(paying.phase).toBe('asking');
  paying.disown();
  await world.clock.advance(20_000);
  await done;
  expect(phases.slice(-1)).toEqual(['idle']);
  const asked = queries();
  await paying.back(pending);
  expect(queries()).toBe(asked);
});

test('the server is asked three times at most, with its own pauses', async () => {
  const { world, paying, queries } = await checkout('ok', () => state({ weChat: 'notQueried', againInSeconds: 4 }));
  const done = paying.pay(new Cancel());
  await world.clock.advance(3_900);
  expect(queries()).toBe(1);
  await world.clock.advance(200);
  expect(queries()).toBe(2);
  await world.clock.advance(60_000);
  await done;
  expect(queries()).toBe(3);
});

test('a silent server ends the asking after ten seconds, and the outcome stays unseen', async () => {
  const { world, paying } = await checkout('ok', () => 'silence');
  const done = paying.pay(new Cancel());
  await world.clock.advance(10_000);
  await done;
  expect(paying.phase).toBe('unseen');
  expect(world.clock.waiting).toBe(0);
});

test('a payment that cannot be prepared is a refusal, and the sheet never opens', async () => {
  const { world, paying, phases } = await checkout('ok', () => paid);
  world.answer({ '/pay': () => problem(409, 'too-late') });
  await expect(paying.pay(new Cancel())).rejects.toMatchObject({ slug: 'too-late' });
  expect(phases).toEqual(['preparing', 'idle']);
});

test('a lost answer to the preparation is repeated: the server hands the open payment out again', async () => {
  const { world, paying } = await checkout('ok', () => paid);
  world.answer({ '/pay': (_, count) => (count === 1 ? 'cut' : prepared), '/pay/query': () => paid });
  const done = paying.pay(new Cancel());
  await world.clock.advance(1_000);
  await done;
  expect(world.http.to('/pay')).toHaveLength(2);
});

test('whoever comes back while the server is being asked starts no second round', async () => {
  const { world, paying, queries } = await checkout('ok', () => 'silence');
  void paying.pay(new Cancel());
  await world.clock.advance(100);
  await paying.back(pending);
  expect(queries()).toBe(1);
});

test(`at most ${MostLeft} orders are noted, and two pages share the notes`, () => {
  const storage = new TestStorage();
  const left = new LeftOrders(storage);
  for (let order = 0; order < MostLeft + 3; order++) left.note(`o${order}`);
  expect(left.has('o2')).toBe(false);
  expect(new LeftOrders(storage).has(`o${MostLeft + 2}`)).toBe(true);
});
