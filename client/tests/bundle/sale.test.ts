import { expect, test } from 'vitest';
import { address, eventually, openSale, redeem } from '../product/product';
import { FakePhone, paysAt } from './phone';
import type { Program } from './program';
import { started } from './programs';

test('a customer opens a sale by its link, orders, pays, reads paid, and sees the code until staff takes the voucher in', async () => {
  const sale = await openSale();
  const program = started(`pages/open/open?q=${encodeURIComponent(`${address}/?sale=${sale.id}`)}`, 1011);
  expect((await program.sees('sale-title')).text).toBe(sale.title);
  expect(program.route).toBe('pages/sale/sale');

  await program.taps('go');
  const order = await program.sees('order', view => view.attribute('data-status') === 'pendingPayment');
  expect(order.all('order-state')[0]?.text).toBe('待支付');
  await program.taps('pay');
  await program.sees('order', view => view.attribute('data-status') === 'fulfilled');
  expect(program.views('order-state')[0]?.text).toBe('已完成');
  expect(program.phone.sheets).toContain('requestPayment');

  const code = (await program.sees('code')).text;
  await program.goes('navigateTo', '/pages/wallet/vouchers');
  await program.taps('show-code');
  await program.sees('qr', view => view.attribute('src').startsWith('data:image/svg+xml;base64,'));
  expect((await program.sees('code')).text).toBe(code);
  expect((await program.sees('voucher')).attribute('data-state')).toBe('issued');
  await redeem(code);
  await program.sees('no-code');
  await program.sees('voucher', view => view.attribute('data-state') === 'used');
});

async function ordered(phone: FakePhone): Promise<Program> {
  const sale = await openSale();
  const program = started(`pages/sale/sale?id=${sale.id}`, 1007, phone);
  await program.taps('go');
  await program.sees('order', view => view.attribute('data-status') === 'pendingPayment');
  return program;
}

test('an app that is killed in the payment sheet reads paid when it is opened again', async () => {
  const phone = new FakePhone();
  let isPaid = false;
  phone.pay = async page => {
    await paysAt(page);
    isPaid = true;
    return new Promise<never>(() => undefined);
  };
  const killed = await ordered(phone);
  await killed.taps('pay');
  await eventually(async () => (isPaid ? true : null));
  killed.close();

  const program = started('pages/wallet/orders', 1001, new FakePhone(phone.name, phone.storage));
  await program.taps('order-row');
  await program.sees('order', view => view.attribute('data-status') === 'fulfilled');
});

test('a voucher that is taken in while the app sleeps is shown as used when the customer comes back', async () => {
  const program = await ordered(new FakePhone());
  await program.taps('pay');
  const code = (await program.sees('code')).text;
  program.hide();
  await redeem(code);
  expect(program.views('code')).toHaveLength(1);
  program.show();
  await program.sees('voucher', view => view.attribute('data-state') === 'used');
  expect(program.views('code')).toEqual([]);
});
