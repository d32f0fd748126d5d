import { expect, test } from 'vitest';
import type { FlashSale, MyNews, Order } from '@/core/api/types';
import { Fallback } from '@/core/live/fallback';
import { Live } from '@/core/live/live';
import { LeftOrders } from '@/core/orders/leftOrders';
import { merge, MostOrders } from '@/core/orders/myOrders';
import { Presses } from '@/core/orders/presses';
import { orderPath, Returns, type PlacedOrder } from '@/core/sales/returns';
import { Rush } from '@/core/sales/rush';
import { heapUsed, kept } from '../fakes/heap';
import { json, problem } from '../fakes/testHttp';
import { TestHub } from '../fakes/testHub';
import { iso, World } from '../fakes/world';

/** The live news of a running sale: an edition each 100 ms. */
const EveryMs = 100;
const MinuteMs = 60_000;

/** What the heap may grow from minute 10 to minute 60: a leak of one object of 24 bytes a message would be 720,000. */
const MostGrowth = 300_000;

const sale = (world: World, free: number): Partial<FlashSale> => ({
  id: '1',
  startsAt: iso(world.serverNow - MinuteMs),
  free,
  held: 50 - (free % 50),
});

const order = (world: World, n: number, status: string): Partial<Order> => ({
  id: `o${n}`,
  saleId: `${n}`,
  status: status as Order['status'],
  quantity: 1,
  createdAt: iso(world.serverNow),
});

/** The app with a sale's page on top, and a server that sends it news and orders. */
class Hour {
  readonly world = new World();
  readonly hub = new TestHub();
  readonly live: Live;
  readonly presses: Presses;
  readonly returns: Returns;
  readonly left: LeftOrders;
  readonly fallback: Fallback;
  orders: Order[] = [];
  shown: Partial<FlashSale> | null = null;
  applied = 0;
  asked = 0;
  placed = 0;
  private readonly revs: Record<string, number> = { 'sale/1': 1, me: 1 };
  private epoch = 1;

  constructor() {
    const { world, hub } = this;
    const { clock, random, serverClock, session } = world;
    hub.serverNow = () => world.serverNow;
    hub.snapshot = topic => hub.state(topic, this.revs[topic] ?? 1, this.dataOf(topic), this.epoch);
    this.live = new Live(clock, random, serverClock, hub.connect, () => session.last?.token ?? null);
    this.presses = new Presses(world.keyed);
    this.returns = new Returns(clock, random, serverClock);
    this.left = new LeftOrders(world.storage);
    this.fallback = new Fallback(
      clock,
      random,
      () => this.live.current !== 'live',
      () => this.asked++,
    );
  }

  async begin(): Promise<void> {
    const { world, live, presses } = this;
    await world.logIn();
    world.answer({
      '/api/login': () => world.login(),
      // Each fifth order meets held units first, and each seventh a lost answer.
      '/orders': (_, count) =>
        count % 5 === 0
          ? problem(409, 'all-held', { firstReturnAt: iso(world.serverNow + 2_000) })
          : count % 7 === 0
            ? 'cut'
            : json(201, {
                orderId: `o${count}`,
                status: 'pendingPayment',
                payBy: iso(world.serverNow),
                amountFen: 100,
              }),
    });
    world.session.onChange(() => live.renew());
    live.onState(state => state === 'live' && presses.resume());
    live.follow('me', data => (this.orders = merge(this.orders, (data as MyNews).orders)));
    live.follow('sale/1', data => {
      this.applied++;
      this.shown = data as Partial<FlashSale>;
      this.returns.free(this.shown.free ?? 0);
    });
    new Rush(world.clock, world.serverClock, world.random, { startsAt: iso(world.serverNow) }).watch(
      () => undefined,
      () => undefined,
    );
    this.fallback.start();
    await world.clock.advance(1_000);
  }

  /** One beat of the sale, with what happens now and then. */
  async beat(n: number): Promise<void> {
    const { hub, live, world } = this;
    // A gap: an edition that this connection never got.
    if (n % 97 === 0) this.revs['sale/1']!++;
    this.send('sale/1');
    if (n % 50 === 0) this.order(n / 50);
    if (n % 300 === 0) hub.last.send('resync', { topic: 'me', delayMs: 700 });
    if (n % 1_900 === 0) this.epoch++;
    if (n % 2_300 === 0) hub.last.cut();
    if (n % 3_100 === 0) live.hide();
    if (n % 3_100 === 250) live.show();
    if (n % 5_900 === 0) void world.session.signIn().catch(() => undefined);
    if (n % 700 === 0) live.follow('sale/2', () => undefined)();
    await world.clock.advance(EveryMs);
    this.forget();
  }

  /** What the core holds, and what waits. */
  get held(): number {
    const { live, presses, returns, left, orders, world } = this;
    const { session, customer, keyed, requests, storage, serverClock } = world;
    return (
      kept(presses, returns, left, orders, session, customer, keyed, requests, storage, serverClock) +
      kept(live) +
      world.clock.waiting
    );
  }

  private order(n: number): void {
    const { left, presses, returns } = this;
    void presses.at<PlacedOrder>(orderPath(String(n)), returns.rest).press({ quantity: 1 });
    left.note(`o${n}`);
    if (n % 2 === 0) left.forget(`o${n}`);
    this.placed++;
    this.send('me');
  }

  private send(topic: string): void {
    const from = this.revs[topic]!;
    this.revs[topic] = from + 1;
    const { hub } = this;
    if (!hub.last.isStopped) hub.last.send('update', hub.update(topic, from, from + 1, this.dataOf(topic), this.epoch));
  }

  private dataOf(topic: string): unknown {
    if (topic !== 'me') return sale(this.world, (this.revs[topic] ?? 0) % 90);
    return { orders: [order(this.world, this.placed, 'pendingPayment')], news: [`order/o${this.placed}`] };
  }

  /** The fakes remember what they were told; the core is measured without that. */
  private forget(): void {
    const { hub, world } = this;
    hub.connections.splice(0, hub.connections.length - 1);
    hub.last.invoked.length = 0;
    world.http.requests.length = 0;
    world.codes.length = 0;
  }
}

test('an hour of a running sale leaves nothing behind: no objects, no timers, no heap', async () => {
  const hour = new Hour();
  await hour.begin();
  const minutes: Array<{ readonly minute: number; readonly held: number; readonly heap: number }> = [];
  for (let n = 1; n <= 60 * (MinuteMs / EveryMs); n++) {
    await hour.beat(n);
    const minute = (n * EveryMs) / MinuteMs;
    if (minute % 10 === 0) minutes.push({ minute, held: hour.held, heap: heapUsed() });
  }
  const [ten, ...later] = minutes;
  const sixty = later[later.length - 1];
  if (ten === undefined || sixty === undefined) throw new Error('Nothing was measured.');
  // The hour was a busy one, and the app is well.
  expect(hour.applied).toBeGreaterThan(30_000);
  expect(hour.placed).toBeGreaterThan(MostOrders);
  expect(hour.orders).toHaveLength(MostOrders);
  expect(hour.live.current).toBe('live');
  expect(minutes.map(({ held }) => held)).toEqual(minutes.map(() => ten.held));
  expect(sixty.heap - ten.heap).toBeLessThan(MostGrowth);
}, 120_000);
