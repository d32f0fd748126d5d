// The web app in Debian's Firefox, against a running product: what customers do in it works, and Firefox complains about nothing.
import type { Browser } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { eventually, openGroupBuy, openSale } from '../product/product';
import { freePump } from '../product/pumps';
import { Person, startFirefox } from './firefox';

let firefox: Browser;
const people: Person[] = [];

async function opens(path: string): Promise<Person> {
  const person = await Person.with(firefox, path);
  people.push(person);
  return person;
}

beforeAll(async () => {
  firefox = await startFirefox();
});
afterAll(() => firefox.close());
afterEach(async () => {
  const left = people.splice(0);
  for (const { page } of left) await page.browserContext().close();
  expect(left.flatMap(({ complaints }) => complaints)).toEqual([]);
});

test('a customer finds the sale in the list, logs in, buys, pays and shows the code of the voucher', async () => {
  const sale = await openSale({ endsAt: new Date(Date.now() + 600_000).toISOString() });
  const anna = await opens('/m/#/pages/campaigns/campaigns');
  await anna.page.locator(`[data-sale="${sale.id}"]`).click();
  expect(await anna.reads('sale-title')).toBe(sale.title);
  await anna.sees('live', 'data-live', /^live$/);
  await anna.taps('go');
  await anna.logsIn();
  await anna.sees('order', 'data-status', /^pendingPayment$/);

  await anna.pays();

  await anna.sees('order', 'data-status', /^fulfilled$/);
  await anna.reads('code', /^[0-9A-Z]{4}-/);
  await anna.page.waitForFunction(
    () => (document.querySelector<HTMLImageElement>('[data-testid="qr"] img')?.naturalWidth ?? 0) > 0,
  );
});

test('a customer opens a team, a friend joins by the link, both pay, and both read that it is complete', async () => {
  const group = await openGroupBuy();
  const anna = await opens(`/group/${group.id}`);
  await anna.taps('open');
  await anna.logsIn();
  await anna.pays();
  await anna.sees('my-seat', 'data-shown', /^paid$/);
  const link = await anna.reads('invite-link');

  const boris = await opens(new URL(link).pathname + new URL(link).search);
  await boris.logsIn();
  await boris.taps('join');
  await boris.pays();

  for (const person of [anna, boris]) {
    await person.sees('team', 'data-status', /^completed$/);
    expect(await person.reads('team-state')).toBe('成团');
    await person.sees('voucher', 'data-state', /^issued$/);
  }
});

test('a driver finds a pump of the nearest station, reads its live state and orders fuel before fuelling', async () => {
  const { station, pump } = await freePump();
  const driver = await opens(`/drive/${station.id}`);
  await driver.sees('live', 'data-live', /^live$/);
  await driver.page.locator(`::-p-xpath(//*[@data-testid="pump-choice"][contains(., "${pump} 号枪")])`).click();
  await driver.logsIn();
  expect(await driver.reads('pump-number')).toBe(`${pump} 号枪`);
  await driver.sees('live', 'data-live', /^live$/);
  await driver.reads('pump-state', /^可先付后加$/);
  await driver.taps('grade');
  await driver.page.locator('[data-testid="much"] input').fill('100');
  await driver.taps('place');
  await driver.pays();
  await driver.sees('fuel-order', 'data-status', /^(paid|fulfilled)$/);
});

test('who turns back at the simulator without paying finds the page as it was left, and may pay', async () => {
  const sale = await openSale();
  const anna = await opens(`/?sale=${sale.id}`);
  await anna.taps('go');
  await anna.logsIn();
  await anna.reachesPayment();

  await anna.page.goBack();

  expect(await anna.reads('unseen')).toContain('微信暂未显示这笔付款');
  expect(await anna.reads('order-state')).toBe('待支付');
  await anna.pays();
  await anna.sees('order', 'data-status', /^fulfilled$/);
});

test('what Firefox complains about is heard: an error, a refusal and a breach of the content policy', async () => {
  const anna = await opens('/m/');
  await anna.sees('scan');
  await anna.page.evaluate(() => {
    document.body.append(Object.assign(document.createElement('img'), { src: 'http://127.0.0.1:9/not-allowed.png' }));
    void fetch('/api/orders');
    setTimeout(() => {
      throw new Error('planted by a test');
    });
  });
  await eventually(async () => (anna.complaints.length >= 3 ? true : null));
  const heard = anna.complaints.splice(0).join('\n');
  expect(heard).toMatch(/policy: img-src http:\/\/127\.0\.0\.1:9/);
  expect(heard).toMatch(/401 .*\/api\/orders/);
  expect(heard).toContain('planted by a test');
});
