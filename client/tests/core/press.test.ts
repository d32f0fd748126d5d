import { expect, test } from 'vitest';
import { Press, type PressState } from '@/core/orders/press';
import { Returns, orderPath, type PlacedOrder } from '@/core/sales/returns';
import { json, problem, type Reply } from '../fakes/testHttp';
import { iso, World } from '../fakes/world';

const placed = json(201, { orderId: 'o1', status: 'pendingPayment', payBy: '2026-11-30T02:15:00Z', amountFen: 100 });

interface Sale {
  readonly world: World;
  readonly press: Press<PlacedOrder>;
  readonly returns: Returns;
  readonly phases: string[];
  readonly sent: () => number;
}

async function sale(reply: (count: number, world: World) => Reply): Promise<Sale> {
  const world = new World();
  await world.logIn();
  world.answer({ '/orders': (_, count) => reply(count, world) });
  const returns = new Returns(world.clock, world.random, world.serverClock);
  const phases: string[] = [];
  const onState = (state: PressState<PlacedOrder>): void => {
    phases.push(state.phase === 'resting' ? state.why : state.phase);
  };
  const press = new Press<PlacedOrder>(world.keyed, orderPath('s1'), onState, returns.rest);
  return { world, press, returns, phases, sent: () => world.http.to('/orders').length };
}

test('a press shows what it does and ends with the order', async () => {
  const { world, press, phases } = await sale(count => (count === 1 ? 'cut' : placed));
  const done = press.press({ quantity: 1 });
  await world.clock.advance(1_000);
  await done;
  expect(phases).toEqual(['sending', 'waiting', 'confirming', 'done']);
  expect(press.state).toMatchObject({ phase: 'done', answer: { data: { orderId: 'o1' } } });
});

test('whoever stops waiting is told by key what became of the order', async () => {
  const { world, press, phases, sent } = await sale(count => (count === 1 ? 'silence' : placed));
  void press.press({ quantity: 1 });
  await world.clock.advance(3_000);
  await press.stop();
  expect(world.http.aborted).toBe(1);
  expect(sent()).toBe(2);
  const [first, second] = world.http.to('/orders');
  expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
  expect(phases.slice(-2)).toEqual(['unsure', 'done']);
});

test('without an answer to that the outcome stays unsure, and the next press asks again with the key', async () => {
  const { world, press } = await sale(count => (count < 3 ? 'cut' : placed));
  void press.press({ quantity: 1 });
  await world.clock.advance(100);
  await press.stop();
  expect(press.state.phase).toBe('unsure');
  expect(press.isOpen).toBe(true);
  expect(press.busy).toBe(false);
  await press.press({ quantity: 1 });
  expect(press.state.phase).toBe('done');
  expect(new Set(world.http.to('/orders').map(request => request.headers['idempotency-key'])).size).toBe(1);
});

test('a second press meanwhile does nothing', async () => {
  const { world, press, sent } = await sale(() => 'silence');
  void press.press({ quantity: 1 });
  await world.clock.advance(10);
  await press.press({ quantity: 1 });
  expect(sent()).toBe(1);
});

test('all held: the press tries again when it hears of a returned unit, after a moment of its own', async () => {
  const { world, press, returns, sent } = await sale((count, { serverNow }) =>
    count === 1
      ? problem(409, 'all-held', { firstReturnAt: iso(serverNow + 600_000) }, { 'retry-after': '1' })
      : placed,
  );
  world.random.next = 0.9;
  const done = press.press({ quantity: 1 });
  await world.clock.advance(5_000);
  expect(press.state).toMatchObject({ phase: 'resting', why: 'all-held', until: world.serverNow + 595_000 });
  returns.free(0);
  await world.clock.advance(1_000);
  expect(sent()).toBe(1);
  returns.free(1);
  await world.clock.advance(269);
  expect(sent()).toBe(1);
  await world.clock.advance(2);
  await done;
  expect(press.state.phase).toBe('done');
});

test('all held: Retry-After is obeyed, however early a unit returns', async () => {
  const { world, press, returns, sent } = await sale((count, { serverNow }) =>
    count === 1 ? problem(409, 'all-held', { firstReturnAt: iso(serverNow + 60_000) }, { 'retry-after': '5' }) : placed,
  );
  void press.press({ quantity: 1 });
  await world.clock.advance(100);
  returns.free(1);
  await world.clock.advance(4_800);
  expect(sent()).toBe(1);
  await world.clock.advance(400);
  expect(sent()).toBe(2);
});

test('all held and unheard of: the press tries again at the time that the server named', async () => {
  const { world, press, sent } = await sale((count, { serverNow }) =>
    count === 1 ? problem(409, 'all-held', { firstReturnAt: iso(serverNow + 60_000) }) : placed,
  );
  void press.press({ quantity: 1 });
  await world.clock.advance(59_000);
  expect(sent()).toBe(1);
  await world.clock.advance(1_500);
  expect(sent()).toBe(2);
});

test('whoever stops waiting for a unit has no order and no open request', async () => {
  const { world, press, sent } = await sale(() => problem(409, 'all-held', {}, { 'retry-after': '1' }));
  void press.press({ quantity: 1 });
  await world.clock.advance(100);
  await press.stop();
  expect(press.state.phase).toBe('idle');
  expect(press.isOpen).toBe(false);
  await world.clock.advance(3600_000);
  expect(sent()).toBe(1);
});

test('a press that comes a moment early waits for the start', async () => {
  const { world, press, phases, sent } = await sale((count, { serverNow }) =>
    count === 1 ? problem(409, 'not-started', { startsAt: iso(serverNow + 800) }) : placed,
  );
  const done = press.press({ quantity: 1 });
  await world.clock.advance(700);
  expect(sent()).toBe(1);
  await world.clock.advance(200);
  await done;
  expect(phases).toContain('early');
  expect(press.state.phase).toBe('done');
});

test('a press that comes far too early is refused', async () => {
  const { press, world } = await sale((_, { serverNow }) =>
    problem(409, 'not-started', { startsAt: iso(serverNow + 60_000) }),
  );
  await press.press({ quantity: 1 });
  expect(press.state).toMatchObject({ phase: 'refused', error: { slug: 'not-started' } });
  expect(world.clock.waiting).toBe(0);
});

test('units that never suffice do not make the press try for ever', async () => {
  const { world, press, returns, sent } = await sale(() => problem(409, 'all-held'));
  void press.press({ quantity: 1 });
  for (let round = 0; round < 40; round++) {
    await world.clock.advance(400);
    returns.free(1);
  }
  await world.clock.advance(400);
  expect(sent()).toBe(20);
  expect(press.state.phase).toBe('refused');
});
