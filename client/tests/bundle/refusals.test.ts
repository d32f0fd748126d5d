import { expect, test } from 'vitest';
import { eventually, openSale } from '../product/product';
import { FakePhone, paysAt } from './phone';
import type { Program } from './program';
import { started } from './programs';

const Unpaid = ['待支付', '正在确认支付'];
const NoPlace = '没有取得位置，列表照常可用；可在设置里允许定位';

async function orders(phone = new FakePhone()): Promise<Program> {
  const sale = await openSale();
  const program = started(`pages/sale/sale?id=${sale.id}`, 1007, phone);
  await program.taps('go');
  await program.sees('order', view => view.attribute('data-status') === 'pendingPayment');
  return program;
}

/** Every state that the order's page shows from now on. */
function statesOf(program: Program): Set<string> {
  const states = new Set<string>();
  program.onChange = () => {
    for (const view of program.views('order-state')) states.add(view.text);
  };
  return states;
}

test('a cold start by a link, where WeChat refuses the login first, asks for it and then shows what the link means', async () => {
  const phone = new FakePhone();
  phone.isLoginRefused = true;
  const program = started('pages/wallet/vouchers', 1011, phone);
  await program.sees('state', view => view.attribute('data-state') === 'login');
  // Who pressed the button is not told to press it.
  await program.taps('login-go');
  await program.reads('微信没有完成登录，请检查网络后再点一次');
  expect(program.text).not.toContain('请先登录');
  phone.isLoginRefused = false;
  await program.taps('login-go');
  expect((await program.sees('empty')).text).toBe('没有可用的券，去抢一张吧');
});

test('a press whose login WeChat refuses orders nothing, and orders once after the login', async () => {
  const sale = await openSale();
  const phone = new FakePhone();
  phone.isLoginRefused = true;
  const program = started(`pages/sale/sale?id=${sale.id}`, 1007, phone);
  await program.taps('go');
  await program.sees('login-card');
  expect(program.phone.asked.filter(line => line.endsWith('/orders'))).toEqual([]);
  phone.isLoginRefused = false;
  await program.taps('login-go');
  await program.sees('order', view => view.attribute('data-status') === 'pendingPayment');
  expect(program.phone.asked.filter(line => line.endsWith('/orders'))).toHaveLength(1);
});

test('the list of stations works when privacy is refused, when the place is refused, and orders by distance when it is given', async () => {
  const phone = new FakePhone();
  phone.hasAgreed = false;
  const program = started('pages/stations/stations', 1001, phone);
  await program.sees('station');
  expect(phone.sheets).toEqual([]);

  await program.taps('nearest');
  const [, refuse] = (await program.sees('privacy')).buttons;
  refuse?.tap();
  await program.reads(NoPlace);
  expect(program.views('privacy')).toEqual([]);
  await program.sees('station');

  await program.taps('nearest');
  await agrees(program);
  await program.reads(NoPlace);
  await program.sees('station');

  phone.place = { latitude: 30.2741, longitude: 120.1551 };
  await program.taps('nearest');
  await program.sees('station', view => /\d (公里|米)/.test(view.text));
  expect(program.text).not.toContain(NoPlace);
});

async function agrees(program: Program): Promise<void> {
  const agree = (await program.sees('privacy')).buttons.find(button => button.attribute('id') === 'privacy-agree');
  agree?.fire('agreeprivacyauthorization');
}

test('a station of the list leads to its page, with its prices and pumps', async () => {
  const program = started('pages/stations/stations');
  const station = await program.sees('station');
  station.tap();
  await program.sees('pumps');
  expect(program.route).toBe('pages/stations/station');
  await program.sees('prices');
  await program.taps('pump-choice');
  await program.sees('pump');
});

test('a customer who refuses notices pays all the same, and is told on the own page that none were switched on', async () => {
  const program = await orders();
  await program.taps('pay');
  await program.sees('order', view => view.attribute('data-status') === 'fulfilled');
  expect(program.phone.sheets).toEqual(['requestPayment', 'requestSubscribeMessage']);
  await program.goes('switchTab', '/pages/me/me');
  await program.taps('ask-notices');
  await program.sees('notices', view => view.text.includes('没有开启；可随时再点开启'));

  // WeChat's sheet takes three kinds at once, and there are four.
  program.phone.takesNotices = true;
  await program.taps('ask-notices');
  await program.sees('notices', view => !view.text.includes('没有开启'));
  await program.taps('ask-notices');
  await program.sees('notices', view => view.text.includes('已开启'));
});

test('a payment that is cancelled never reads paid, and is offered again', async () => {
  const phone = new FakePhone();
  phone.pay = () => Promise.resolve('cancel');
  const program = await orders(phone);
  const states = statesOf(program);
  await program.taps('pay');
  await eventually(async () => (phone.asked.some(line => line.endsWith('/pay/query')) ? true : null));
  await eventually(async () => (program.views('asking').length === 0 ? true : null));
  expect(program.views('pay')[0]?.isDisabled).toBe(false);
  expect(Unpaid).toEqual(expect.arrayContaining([...states]));

  phone.pay = paysAt;
  await program.taps('pay');
  await program.sees('order', view => view.attribute('data-status') === 'fulfilled');
});

test('a payment that fails never reads paid, is offered again, and is not asked after without an end', async () => {
  const phone = new FakePhone();
  phone.pay = () => Promise.resolve('fail');
  const program = await orders(phone);
  const states = statesOf(program);
  await program.taps('pay');
  await program.sees('unseen');
  expect(Unpaid).toEqual(expect.arrayContaining([...states]));
  expect(program.views('pay')[0]?.isDisabled).toBe(false);
  const asked = phone.asked.length;
  await new Promise(resolve => setTimeout(resolve, 5_000));
  expect(phone.asked.slice(asked).filter(line => line.endsWith('/pay/query'))).toEqual([]);
});

test('a sheet that says ok without a payment does not read paid', async () => {
  const phone = new FakePhone();
  phone.pay = () => Promise.resolve('ok');
  const program = await orders(phone);
  const states = statesOf(program);
  await program.taps('pay');
  await program.sees('unseen');
  expect(Unpaid).toEqual(expect.arrayContaining([...states]));
});

test('a payment of which the sheet says that it failed reads paid when the server knows it', async () => {
  const phone = new FakePhone();
  phone.pay = async page => {
    await paysAt(page);
    return 'fail';
  };
  const program = await orders(phone);
  await program.taps('pay');
  await program.sees('order', view => view.attribute('data-status') === 'fulfilled');
});
