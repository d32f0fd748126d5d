import { expect, test } from 'vitest';
import type { OrderList } from '@/core/api/types';
import { Cancel } from '@/core/cancel';
import { orderPath } from '@/core/sales/returns';
import { aName, eventually, openSale, Phone } from '../product/product';
import { FakePhone } from './phone';
import type { Program } from './program';
import { started } from './programs';

const becomes = (program: Program, ...states: string[]): Promise<unknown> =>
  program.sees('live', view => states.includes(view.attribute('data-live')));

test('a network that is lost is told beside the numbers, and one that comes back is used at once', async () => {
  const sale = await openSale();
  const phone = new FakePhone();
  const program = started(`pages/sale/sale?id=${sale.id}`, 1007, phone);
  await becomes(program, 'live');
  program.losesNetwork();
  await becomes(program, 'reconnecting', 'offline');

  // Nobody waits for a pause to end: time stands still.
  const goOn = program.holdTimers();
  const before = phone.sockets;
  phone.networkIs('4g');
  await eventually(async () => (phone.sockets > before ? true : null));
  goOn();
  await becomes(program, 'live');

  const buyer = new Phone(aName());
  await buyer.keyed.send(orderPath(sale.id), { quantity: 1 }, new Cancel());
  await program.sees('free', view => view.text === '9');
});

test('a press without a network waits, says so, and orders once when the network is back', async () => {
  const sale = await openSale();
  const phone = new FakePhone();
  const program = started('pages/me/me', 1001, phone);
  await program.taps('login-go');
  await program.sees('profile');
  await program.goes('navigateTo', `/pages/sale/sale?id=${sale.id}`);
  await becomes(program, 'live');
  program.losesNetwork();
  await program.taps('go');
  await program.sees('progress', view => view.text.includes('还不知道结果'));
  phone.networkIs('4g');

  await program.sees('order', view => view.attribute('data-status') === 'pendingPayment');
  const { orders } = await new Phone(phone.name).customer.get<OrderList>('/api/orders?limit=20');
  expect(orders).toHaveLength(1);
});

test('with a full storage a customer orders, pays and, after the app was killed, finds the order', async () => {
  const sale = await openSale();
  const phone = new FakePhone();
  phone.isStorageFull = true;
  const program = started(`pages/sale/sale?id=${sale.id}`, 1007, phone);
  await program.taps('go');
  await program.taps('pay');
  await program.sees('order', view => view.attribute('data-status') === 'fulfilled');
  expect(phone.storage.size).toBe(0);
  program.close();

  const later = started('pages/wallet/orders', 1001, phone);
  await later.sees('order-row', view => view.attribute('data-status') === 'fulfilled');
  const { orders } = await new Phone(phone.name).customer.get<OrderList>('/api/orders?limit=20');
  expect(orders).toHaveLength(1);
});
