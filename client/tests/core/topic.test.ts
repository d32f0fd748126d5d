import { describe, expect, test } from 'vitest';
import { Live } from '@/core/live/live';
import { classify } from '@/core/live/messages';
import { TestHub } from '../fakes/testHub';
import { World } from '../fakes/world';

const update = (epoch: number, from: number, to: number) => ({
  topic: 'sale/1',
  epoch,
  from,
  to,
  serverTime: '',
  data: null,
});

test.each<[number, number, number, string]>([
  [2, 5, 6, 'apply'],
  [2, 5, 9, 'apply'],
  [2, 4, 5, 'ignore'],
  [2, 3, 4, 'ignore'],
  [2, 6, 7, 'resync'],
  [2, 4, 6, 'resync'],
  [3, 5, 6, 'resync'],
  [3, 0, 1, 'resync'],
  [1, 5, 6, 'ignore'],
])('at revision 5 of epoch 2 an update of epoch %i from %i to %i: %s', (epoch, from, to, verdict) =>
  expect(classify({ epoch: 2, rev: 5 }, update(epoch, from, to))).toBe(verdict),
);

describe('a topic', () => {
  const following = async (topic: string) => {
    const world = new World();
    const hub = new TestHub();
    const live = new Live(world.clock, world.random, world.serverClock, hub.connect, () => null);
    const seen: unknown[] = [];
    live.follow(topic, data => seen.push(data));
    await world.clock.advance(0);
    return { world, hub, seen };
  };

  test('whose snapshot is older than the update that asked for it takes another', async () => {
    const { world, hub, seen } = await following('sale/1');
    const snapshots = [hub.state('sale/1', 1, 'still first'), hub.state('sale/1', 9, 'at 9')];
    hub.snapshot = () => snapshots.shift() ?? null;
    hub.last.send('update', hub.update('sale/1', 7, 9, 'to 9'));
    await world.clock.advance(5_000);
    expect(seen).toEqual(['first', 'still first', 'at 9']);
  });

  test('that waits with a resync shows updates meanwhile, and asks once for two', async () => {
    const { world, hub, seen } = await following('me');
    hub.snapshot = topic => hub.state(topic, 2, 'second');
    hub.last.send('resync', { topic: 'me', delayMs: 700 });
    hub.last.send('resync', { topic: 'me', delayMs: 900 });
    hub.last.send('update', hub.update('me', 1, 2, 'to 2'));
    expect(seen).toEqual(['first', 'to 2']);
    await world.clock.advance(2_000);
    expect(seen).toEqual(['first', 'to 2', 'second']);
    expect(hub.last.subscribed('me')).toBe(2);
  });
});
