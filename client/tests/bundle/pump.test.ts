import { expect, test } from 'vitest';
import type { PumpOffer, Station } from '@/core/api/types';
import { sceneOf } from '@/core/links/target';
import { aName, eventually, Phone, stations } from '../product/product';
import { FakePhone } from './phone';
import { started } from './programs';

const Pumps = [8, 7, 6, 5, 4, 3, 2, 1];

/** A pump of the forecourt simulator where fuel can be paid before fuelling. */
async function freePump(): Promise<{ station: Station; pump: number; path: string }> {
  const { customer } = new Phone(aName());
  return eventually(async () => {
    for (const station of await stations())
      for (const pump of Pumps) {
        const offer = await customer.get<PumpOffer>(`/api/stations/${station.id}/pumps/${pump}`).catch(() => null);
        if (!offer?.before || offer.sales.length > 0 || offer.prices.length === 0) continue;
        const scene = sceneOf({ page: 'pump', stationId: station.id, pump }) ?? '';
        return { station, pump, path: `pages/open/open?scene=${encodeURIComponent(scene)}` };
      }
    return null;
  });
}

test('a driver opens a pump by the scene of its code, sees its prices, orders fuel and pays before fuelling', async () => {
  const { station, pump, path } = await freePump();
  const program = started(path, 1047);
  const card = await program.sees('pump');
  expect(card.text).toContain(station.name);
  expect(card.text).toContain(`${pump} 号枪`);
  const grade = await program.sees('grade');
  expect(grade.text).toMatch(/^\d+# ¥\d\.\d\d?\/升$/);
  expect(program.views('place')[0]?.isDisabled).toBe(true);

  grade.tap();
  (await program.sees('much')).type('0.5');
  expect((await program.sees('wrong')).text).toBe('最少 ¥1');
  program.views('much')[0]?.type('100');
  await program.taps('place');
  const order = await program.sees('fuel-order', view => view.attribute('data-status') === 'pendingPayment');
  expect(program.route).toBe('pages/pump/order');
  expect(order.text).toContain(station.name);
  await program.taps('pay');
  await program.sees('fuel-order', view => ['paid', 'fulfilled'].includes(view.attribute('data-status')));
});

test('a driver scans the code of a pump in the app, and is at the pump', async () => {
  const { pump, path } = await freePump();
  const phone = new FakePhone();
  phone.scans = path;
  const program = started('pages/home/home', 1001, phone);
  await program.taps('scan');
  expect((await program.sees('pump')).text).toContain(`${pump} 号枪`);
  await program.goes('navigateBack');
  expect(program.route).toBe('pages/home/home');
});
