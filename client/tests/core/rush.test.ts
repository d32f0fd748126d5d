import { expect, test } from 'vitest';
import { PrepareBeforeMs, QuietForMs, Rush, SpreadMs } from '@/core/sales/rush';
import { iso, World } from '../fakes/world';

function rush(inMs: number, fraction = 0): { world: World; rush: Rush; log: string[] } {
  const world = new World();
  world.serverClock.answered(iso(world.serverNow), world.clock.now(), world.clock.now());
  world.random.next = fraction;
  const sale = new Rush(world.clock, world.serverClock, world.random, { startsAt: iso(world.serverNow + inMs) });
  const log: string[] = [];
  sale.watch(
    () => log.push('prepare'),
    () => log.push('armed'),
  );
  return { world, rush: sale, log };
}

test('the button arms at the start by the server time', async () => {
  const { world, log } = rush(5_000);
  await world.clock.advance(4_999);
  expect(log).toEqual(['prepare']);
  await world.clock.advance(2);
  expect(log).toEqual(['prepare', 'armed']);
});

test('buttons arm within 300 ms of the start, each at a moment of its own', async () => {
  const arms = [0, 0.25, 0.5, 0.999].map(fraction => {
    const { rush: sale, world } = rush(5_000, fraction);
    return sale.armsAt - world.serverNow - 5_000;
  });
  expect(new Set(arms).size).toBe(4);
  for (const ms of arms) {
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(ms).toBeLessThan(SpreadMs);
  }
});

test('what a press needs is made ready before the quiet minute, once', async () => {
  const { world, rush: sale, log } = rush(300_000);
  await world.clock.advance(300_000 - PrepareBeforeMs - 1_500);
  expect(log).toEqual([]);
  await world.clock.advance(2_500);
  expect(log).toEqual(['prepare']);
  expect(sale.quiet).toBe(false);
  await world.clock.advance(PrepareBeforeMs - QuietForMs);
  expect(sale.quiet).toBe(true);
  await world.clock.advance(QuietForMs);
  expect(sale.quiet).toBe(false);
  expect(log).toEqual(['prepare', 'armed']);
});

test('a sale that runs already is armed at once', () => {
  expect(rush(-1_000).log).toEqual(['armed']);
});

test('an app that slept over the start arms when it wakes', async () => {
  const { world, log } = rush(600_000);
  world.serverClock.doubt();
  world.serverClock.answered(iso(world.serverNow + 700_000), world.clock.now(), world.clock.now());
  await world.clock.advance(1_000);
  expect(log).toEqual(['armed']);
});

test('a phone that learns of its wrong time late arms by the corrected time', async () => {
  const { world, log } = rush(10_000);
  world.serverClock.doubt();
  world.serverClock.answered(iso(world.serverNow - 5_000), world.clock.now(), world.clock.now());
  await world.clock.advance(10_500);
  expect(log).toEqual(['prepare']);
  await world.clock.advance(4_600);
  expect(log).toEqual(['prepare', 'armed']);
});

test('a page that goes away arms nothing', async () => {
  const { world, rush: sale, log } = rush(5_000);
  sale.end();
  await world.clock.advance(10_000);
  expect(log).toEqual(['prepare']);
  expect(world.clock.waiting).toBe(0);
});
