import { expect, test } from 'vitest';
import { AppConfig, FreshForMs } from '@/core/config/appConfig';
import { isOlder } from '@/core/config/version';
import { json } from '../fakes/testHttp';
import { iso, World } from '../fakes/world';

const configOf = (world: World, version = '1.4.0'): AppConfig =>
  new AppConfig(world.storage, world.api, world.clock, version);

const answer = (world: World, minimumVersion: string | null, flags: Record<string, boolean> = {}) =>
  json(200, { serverTime: iso(world.serverNow), minimumVersion, flags, templates: [] });

test('versions are compared by their numbers, and one that cannot be read is not too old', () => {
  expect(isOlder('1.4.0', '1.10.0')).toBe(true);
  expect(isOlder('1.4.0', '1.4.0')).toBe(false);
  expect(isOlder('2.0.0', '1.9.9')).toBe(false);
  expect(isOlder('1.4.0', '1.4.1')).toBe(true);
  expect(isOlder('1.4.0', 'newest')).toBe(false);
});

test('a server that wants a newer app is heard, and the next start knows it without an answer', async () => {
  const world = new World();
  world.answer({ '/api/config': () => answer(world, '1.5.0', { phoneNumber: true }) });
  const config = configOf(world);
  expect(config.isTooOld).toBe(false);
  expect(await config.refresh(null)).toBe(true);
  expect(config.isTooOld).toBe(true);

  const later = configOf(new World(world.storage, world));
  expect(later.isTooOld).toBe(true);
  expect(later.isOn('phoneNumber')).toBe(true);
  expect(later.isOn('other')).toBe(false);
  expect(configOf(world, '1.5.0').isTooOld).toBe(false);
});

test('an answer serves for ten minutes, and a lost one is asked for again', async () => {
  const world = new World();
  const config = configOf(world);
  const lost = config.refresh('sticker');
  await world.clock.advance(15_000);
  expect(await lost).toBe(false);
  world.answer({ '/api/config?from=sticker': () => answer(world, null) });
  expect(await config.refresh('sticker')).toBe(true);
  expect(await config.refresh(null)).toBe(false);
  await world.clock.advance(FreshForMs);
  world.answer({ '/api/config': () => answer(world, null) });
  expect(await config.refresh(null)).toBe(true);
});

test('whoever waits for the config hears of it', async () => {
  const world = new World();
  world.answer({ '/api/config': () => answer(world, null, { phoneNumber: true }) });
  const config = configOf(world);
  const heard: boolean[] = [];
  config.onChange(() => heard.push(config.isOn('phoneNumber')));
  await config.refresh(null);
  expect(heard).toEqual([true]);
});
