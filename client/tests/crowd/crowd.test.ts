import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FlashSale, FlashSaleSnapshot } from '@/core/api/types';
import type * as Product from '../product/product';
import { Crowd } from './crowd';
import type { Report } from './messages';
import { RunningProduct } from './runningProduct';

const Customers = 200;
const Threads = 4;

/** The time in which a quick machine opens the sale's page for the whole crowd; on a slow one all press at once. */
const OpensInMs = 3_000;

/** Presses of one case, until the kill hits orders on their way. */
const RunsAtMost = 3;

let product: RunningProduct;
let crowd: Crowd;
let staff: typeof Product;

beforeAll(async () => {
  product = await RunningProduct.start();
  // The module reads the product's address when it is loaded.
  process.env['PRODUCT'] = product.address;
  staff = await import('../product/product');
  crowd = await Crowd.enter(
    product.address,
    Threads,
    Array.from({ length: Customers }, () => staff.aName()),
  );
});

afterAll(async () => {
  await crowd?.close();
  await product?.close();
});

/** The crowd presses, and the product is killed in the press and started again. */
async function pressAndKill(stock: number): Promise<{ sale: FlashSale; reports: Report[] }> {
  // Two units a customer are allowed, so that a second order by mistake would be no refusal.
  const sale = await staff.openSale({ stock, startsAt: new Date(Date.now() + OpensInMs).toISOString() });
  await crowd.open(sale.id);
  const killedAt = await crowd.pressAndKill(product.pid);
  await product.again();
  return { sale, reports: await crowd.report(killedAt) };
}

const unitsOf = (reports: readonly Report[]): number =>
  reports.flatMap(({ orders }) => orders).reduce((units, { quantity }) => units + quantity, 0);

const freeOf = async ({ id }: FlashSale): Promise<number> => {
  const answer = await fetch(`${product.address}/api/flash-sales/${id}`);
  return ((await answer.json()) as FlashSaleSnapshot).sale.free;
};

/** The reports that differ from the truth. */
function untrue(reports: readonly Report[]): Report[] {
  return reports.filter(({ phase, orderId, hasOpenRequest, orders, shown }) => {
    const isOne = phase === 'done' && orders.length === 1 && orders[0]?.id === orderId;
    const isNone = (phase === 'refused' || phase === 'idle') && orders.length === 0;
    const isShown = JSON.stringify(shown) === JSON.stringify(orders);
    return hasOpenRequest || !isShown || !(isOne || isNone);
  });
}

function tell(stock: number, reports: readonly Report[]): void {
  const count = (is: (report: Report) => boolean): number => reports.filter(is).length;
  console.log(
    `stock ${stock}, ${reports.length} customers: ${count(({ phase }) => phase === 'done')} with an order, ` +
      `${count(({ why }) => why !== null)} refused; in flight at the kill: ${count(({ wasInFlight }) => wasInFlight)}, ` +
      `of those committed before it: ${count(({ wasInFlight, replayed }) => wasInFlight && replayed)}; ` +
      `apps begun anew: ${count(({ isRestarted }) => isRestarted)}`,
  );
}

/** Every customer knows the truth, and the units add up. */
async function expectTruth(sale: FlashSale, reports: readonly Report[]): Promise<void> {
  expect(reports).toHaveLength(Customers);
  expect(untrue(reports)).toEqual([]);
  const units = unitsOf(reports);
  expect(units).toBe(Math.min(sale.stock, Customers));
  await staff.eventually(async () => ((await freeOf(sale)) + units === sale.stock ? true : null));
  const restarted = reports.filter(({ isRestarted }) => isRestarted);
  expect(restarted).toHaveLength(Customers / 5);
  expect(restarted.filter(({ keys }) => keys !== 1)).toEqual([]);
}

test.each([
  ['enough for all', 2 * Customers],
  ['less than the crowd', (3 * Customers) / 5],
])('a crowd knows the truth after the product was killed in the press: a stock of %s', async (_, stock) => {
  let hit = 0;
  // A kill between two orders proves nothing: the press is repeated.
  for (let run = 0; run < RunsAtMost && hit === 0; run++) {
    const { sale, reports } = await pressAndKill(stock);
    tell(stock, reports);
    await expectTruth(sale, reports);
    hit = reports.filter(({ wasInFlight }) => wasInFlight).length;
  }
  expect(hit, 'the kill hit no order').toBeGreaterThan(0);
});
