import { afterEach, expect, test } from 'vitest';
import type {
  FlashSale,
  MyNews,
  OrderDetail,
  OrderList,
  OrderRefund,
  Voucher,
  VoucherDetail,
  VoucherPage,
} from '@/core/api/types';
import { Cancel } from '@/core/cancel';
import { Paying } from '@/core/orders/paying';
import { Press } from '@/core/orders/press';
import { orderPath, Returns, type PlacedOrder } from '@/core/sales/returns';
import { aName, clock, eventually, openSale, paysOnPage, Phone } from './product';

const phones: Phone[] = [];
const phone = (name = aName(), before?: Phone): Phone => {
  const made = new Phone(name, before?.storage);
  phones.push(made);
  return made;
};
afterEach(() => phones.splice(0).forEach(each => each.close()));

const ordersOf = async (owner: Phone): Promise<OrderList['orders']> =>
  (await owner.customer.get<OrderList>('/api/orders?limit=20')).orders;
const orderOf = (owner: Phone, id: string): Promise<OrderDetail> =>
  owner.customer.get<OrderDetail>(`/api/orders/${id}`);

function payingOf(owner: Phone, orderId: string, wallet = paysOnPage): Paying {
  return new Paying(
    clock,
    owner.left,
    owner.customer,
    owner.retrier,
    wallet,
    orderId,
    () => undefined,
    () => undefined,
  );
}

async function buy(owner: Phone, sale: FlashSale, quantity = 1): Promise<PlacedOrder> {
  return (await owner.keyed.send<PlacedOrder>(orderPath(sale.id), { quantity }, new Cancel())).data;
}

test('a customer logs in, orders, pays through the simulator and has a voucher with a code', async () => {
  const sale = await openSale();
  const anna = phone();
  const placed = await buy(anna, sale);
  expect(placed).toMatchObject({ status: 'pendingPayment', amountFen: 19_900 });

  await payingOf(anna, placed.orderId).pay(new Cancel());
  const order = await eventually(async () => {
    const found = await orderOf(anna, placed.orderId);
    return found.status === 'fulfilled' ? found : null;
  });
  expect(order.payments[0]).toMatchObject({ amountFen: 19_900, state: 'kept' });

  const { vouchers } = await anna.customer.get<VoucherPage>('/api/vouchers?limit=10');
  const voucher = vouchers.find(({ orderId }) => orderId === order.id) as Voucher;
  const detail = await anna.customer.get<VoucherDetail>(`/api/vouchers/${voucher.id}`);
  expect(detail.code).toMatch(/^\S{4}/);
  const { data: svg } = await anna.customer.call<string>('GET', `/api/vouchers/${voucher.id}/qr.svg`, { as: 'text' });
  expect(svg).toContain('<svg');

  const refund = await anna.keyed.send<OrderRefund>(
    `/api/orders/${order.id}/refunds`,
    { voucherIds: [voucher.id] },
    new Cancel(),
  );
  expect(refund.data.amountFen).toBe(19_900);
  await eventually(async () => ((await orderOf(anna, order.id)).status === 'refunded' ? true : null));
});

test('an order whose answer is lost is found by its key, and is one', async () => {
  const sale = await openSale();
  const anna = phone();
  await anna.session.signIn();
  let lost = 0;
  anna.http.lose = request => request.url.endsWith('/orders') && lost++ === 0;
  const { data, replayed } = await anna.keyed.send<PlacedOrder>(orderPath(sale.id), { quantity: 1 }, new Cancel());
  expect(replayed).toBe(true);
  expect(anna.http.requests.filter(({ url }) => url.endsWith('/orders'))).toHaveLength(2);
  expect((await ordersOf(anna)).map(({ id }) => id)).toEqual([data.orderId]);
});

test('an app that is killed in the press finds its order when it comes back', async () => {
  const sale = await openSale();
  const killed = phone();
  await killed.session.signIn();
  killed.http.lose = request => request.url.endsWith('/orders');
  const cancel = new Cancel();
  const press = killed.keyed.send(orderPath(sale.id), { quantity: 2 }, cancel).catch(() => undefined);
  await eventually(async () => ((await ordersOf(killed)).length === 1 ? true : null));
  cancel.cancel();
  await press;

  const back = phone(killed.name, killed);
  const states: string[] = [];
  const button = new Press<PlacedOrder>(back.keyed, orderPath(sale.id), state => states.push(state.phase));
  expect(button.isOpen).toBe(true);
  await button.ask();
  expect(button.state).toMatchObject({ phase: 'done', answer: { replayed: true } });
  expect(await ordersOf(back)).toHaveLength(1);
});

test('a customer who stops waiting is told what became of the order', async () => {
  const sale = await openSale();
  const anna = phone();
  await anna.session.signIn();
  anna.http.lose = request => request.url.endsWith('/orders');
  const button = new Press<PlacedOrder>(anna.keyed, orderPath(sale.id), () => undefined);
  void button.press({ quantity: 1 });
  await eventually(async () => ((await ordersOf(anna)).length === 1 ? true : null));
  anna.http.lose = () => false;
  await button.stop();
  expect(button.state).toMatchObject({ phase: 'done', answer: { replayed: true } });
});

test('a token that the server refuses is renewed in the press', async () => {
  const sale = await openSale();
  const anna = phone();
  const login = await anna.session.signIn();
  anna.storage.texts.set('fuelgrains.login', `1:${JSON.stringify({ ...login, token: `${login.token}x` })}`);
  const again = phone(anna.name, anna);
  expect(await buy(again, sale)).toMatchObject({ status: 'pendingPayment' });
});

test('a customer who was killed in the payment sheet is not told unpaid, and paid when the server knows', async () => {
  const sale = await openSale();
  const killed = phone();
  const { orderId } = await buy(killed, sale);
  let isPaid = false;
  const sheet = {
    pay: async (parameters: Parameters<typeof paysOnPage.pay>[0]) => {
      await paysOnPage.pay(parameters);
      isPaid = true;
      return new Promise<never>(() => undefined);
    },
  };
  void payingOf(killed, orderId, sheet).pay(new Cancel());
  await eventually(async () => (isPaid ? true : null));

  const back = phone(killed.name, killed);
  expect(back.left.has(orderId)).toBe(true);
  const paying = payingOf(back, orderId);
  await paying.back({ id: orderId, status: 'pendingPayment' });
  const order = await eventually(async () => {
    const found = await orderOf(back, orderId);
    return found.status === 'pendingPayment' ? null : found;
  });
  expect(['paid', 'fulfilled']).toContain(order.status);
  paying.see(order);
  expect(back.left.has(orderId)).toBe(false);
});

test('the live connection shows the sale and the own order, and the server time', async () => {
  const sale = await openSale();
  const anna = phone();
  await anna.session.signIn();
  const frees: number[] = [];
  const mine: string[] = [];
  anna.follow(`sale/${sale.id}`, data => frees.push((data as FlashSale).free));
  anna.follow('me', data => mine.push(...(data as MyNews).orders.map(({ id }) => id)));
  await eventually(async () => (frees.length > 0 && anna.live.current === 'live' ? true : null));
  const { orderId } = await buy(anna, sale, 2);
  await eventually(async () => (mine.includes(orderId) && frees.includes(8) ? true : null));
  expect(frees[0]).toBe(10);
  expect(Math.abs(anna.serverClock.now() - Date.now())).toBeLessThan(1_000);
});

test('all held: a press is tried again and succeeds when a unit comes back', async () => {
  const sale = await openSale({ stock: 1, limitPerCustomer: 1, limitPerOrder: 1 });
  const [anna, boris] = [phone(), phone()];
  const first = await buy(anna, sale);
  const returns = new Returns(clock, { fraction: () => 0.1, bytes: async () => new Uint8Array() }, boris.serverClock);
  boris.follow(`sale/${sale.id}`, data => returns.free((data as FlashSale).free));
  const button = new Press<PlacedOrder>(boris.keyed, orderPath(sale.id), () => undefined, returns.rest);
  const pressed = button.press({ quantity: 1 });
  await eventually(async () => (button.state.phase === 'resting' ? true : null));
  await anna.customer.call('POST', `/api/orders/${first.orderId}/cancel`);
  await pressed;
  expect(button.state).toMatchObject({ phase: 'done' });
});
