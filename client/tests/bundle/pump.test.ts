import { expect, test } from 'vitest';
import { sceneOf } from '@/core/links/target';
import { freePump } from '../product/pumps';
import { FakePhone } from './phone';
import { started } from './programs';

/** The page that the code of a pump opens. */
function pathOf(stationId: string, pump: number): string {
  const scene = sceneOf({ page: 'pump', stationId, pump }) ?? '';
  return `pages/open/open?scene=${encodeURIComponent(scene)}`;
}

test('a driver opens a pump by the scene of its code, sees its prices, orders fuel and pays before fuelling', async () => {
  const { station, pump } = await freePump();
  const program = started(pathOf(station.id, pump), 1047);
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
  const { station, pump } = await freePump();
  const phone = new FakePhone();
  phone.scans = pathOf(station.id, pump);
  const program = started('pages/home/home', 1001, phone);
  await program.taps('scan');
  expect((await program.sees('pump')).text).toContain(`${pump} 号枪`);
  await program.goes('navigateBack');
  expect(program.route).toBe('pages/home/home');
});
