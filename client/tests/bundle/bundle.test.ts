import { expect, test } from 'vitest';
import type { OrderList } from '@/core/api/types';
import { Cancel } from '@/core/cancel';
import { orderPath } from '@/core/sales/returns';
import { aName, eventually, openSale, Phone } from '../product/product';
import { Program } from './program';
import type { PhoneSettings } from './wx';

test('the bundle starts with nothing but wx, connects the hub, and finds the order of an app that was killed in the press', async () => {
  const sale = await openSale();
  const owner = new Phone(aName());
  await owner.session.signIn();
  owner.http.lose = request => request.url.endsWith('/orders');
  const cancel = new Cancel();
  const press = owner.keyed.send(orderPath(sale.id), { quantity: 1 }, cancel).catch(() => undefined);
  await eventually(async () => (owner.http.requests.some(({ url }) => url.endsWith('/orders')) ? true : null));
  cancel.cancel();
  await press;

  const phone: PhoneSettings = {
    name: owner.name,
    storage: new Map(owner.storage.texts),
    pay: () => Promise.resolve('cancel'),
    asked: [],
    heard: [],
  };
  expect(phone.storage.has('fuelgrains.requests')).toBe(true);
  const program = new Program(phone);
  program.launch();
  await eventually(async () => (phone.storage.has('fuelgrains.requests') ? null : true));
  await eventually(async () => (phone.heard.some(message => message.includes('"topic":"me"')) ? true : null));
  expect(phone.asked.filter(line => line.endsWith('/orders'))).toHaveLength(1);
  expect(phone.asked.filter(line => line.includes('/api/config')).map(line => line.split('/').pop())).toEqual([
    'config?from=other',
  ]);
  owner.http.lose = () => false;
  const { orders } = await owner.customer.get<OrderList>('/api/orders?limit=20');
  expect(orders).toHaveLength(1);
  owner.close();
});
