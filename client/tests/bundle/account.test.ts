import { expect, test } from 'vitest';
import type { PayParameters } from '@/core/ports';
import { Cancel } from '@/core/cancel';
import { orderPath, type PlacedOrder } from '@/core/sales/returns';
import { aName, openSale, Phone } from '../product/product';
import { FakePhone } from './phone';
import { started } from './programs';

/** A code as WeChat's phone-number button gives it. A payment's page tells where the simulator is. */
async function phoneCode(number: string): Promise<string> {
  const { keyed, customer } = new Phone(aName());
  const order = await keyed.send<PlacedOrder>(orderPath((await openSale()).id), { quantity: 1 }, new Cancel());
  const { data } = await customer.call<PayParameters>('POST', `/api/orders/${order.data.orderId}/pay`);
  const response = await fetch(new URL('/control/phone-codes', data.payPage ?? ''), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ number }),
  });
  return ((await response.json()) as { code: string }).code;
}

test('a customer refuses the phone number, gives it, sees it masked, and takes it back', async () => {
  const phone = new FakePhone();
  phone.flags = { phoneNumber: true };
  const program = started('pages/me/me', 1001, phone);
  await program.taps('login-go');
  const give = await program.sees('phone-give');
  expect(give.attribute('open-type')).toBe('getPhoneNumber');

  give.fire('getphonenumber', { errMsg: 'getPhoneNumber:fail user deny' });
  expect(program.views('phone-give')[0]?.isDisabled).toBe(false);

  const code = await phoneCode('13812345678');
  program.views('phone-give')[0]?.fire('getphonenumber', { errMsg: 'getPhoneNumber:ok', code });
  expect((await program.sees('phone-number')).text).toBe('138****5678');

  await program.taps('phone-forget');
  (await program.sees('phone-give', view => !view.isDisabled)).fire('getphonenumber', { code });
  // The code was good once.
  await program.reads('手机号授权已过期，请重新授权');
  await program.sees('phone-give', view => !view.isDisabled);
  // The refusal was sent nowhere.
  expect(phone.asked.filter(line => line.startsWith('POST') && line.endsWith('/api/profile/phone'))).toHaveLength(2);
});

test('the phone number is not asked for where the chain does not want it', async () => {
  const program = started('pages/me/me');
  await program.taps('login-go');
  await program.sees('profile');
  await program.sees('notices');
  expect(program.views('phone-give')).toEqual([]);
});
