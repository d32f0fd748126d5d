import { expect, test } from 'vitest';
import type { OrderList } from '@/core/api/types';
import { Cancel } from '@/core/cancel';
import { orderPath } from '@/core/sales/returns';
import { aName, eventually, openSale, Phone } from '../product/product';
import { FakePhone } from './phone';
import { started } from './programs';

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

  const phone = new FakePhone(owner.name, new Map(owner.storage.texts));
  expect(phone.storage.has('fuelgrains.requests')).toBe(true);
  started('pages/home/home', 1001, phone);
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

test('every page and component has its code and a template that can be read', () => {
  const program = started('pages/home/home');
  expect(program.loadAll()).toContain('components/StateView');
});

test('every page that needs no id opens, and shows what it is for or a way to log in', async () => {
  const program = started('pages/home/home');
  for (const tab of ['fuel', 'campaigns', 'me', 'home']) {
    await program.goes('switchTab', `/pages/${tab}/${tab}`);
    expect(program.route).toBe(`pages/${tab}/${tab}`);
  }
  for (const page of ['wallet/vouchers', 'wallet/orders', 'stations/stations', 'help/help', 'open/open']) {
    await program.goes('navigateTo', `/pages/${page}`);
    if (program.views('state').length > 0)
      await program.sees('state', view => ['content', 'empty'].includes(view.attribute('data-state')));
    else expect(program.text.trim()).not.toBe('');
    await program.goes('navigateBack');
  }
});

test('a fault of a page is told to the server', async () => {
  const program = started('pages/home/home');
  program.guarded(() => {
    throw new TypeError('a fault that the test made');
  });
  await eventually(async () => (program.phone.asked.some(line => line.endsWith('/api/client-errors')) ? true : null));
  expect(program.errors.splice(0)).toHaveLength(1);
});
