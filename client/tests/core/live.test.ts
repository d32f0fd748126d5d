import { describe, expect, test } from 'vitest';
import { AnswerWithinMs } from '@/core/live/link';
import { Live, MostTopics, type LiveState } from '@/core/live/live';
import { settle } from '../fakes/testClock';
import { TestHub } from '../fakes/testHub';
import { World } from '../fakes/world';

interface Connected {
  readonly world: World;
  readonly hub: TestHub;
  readonly live: Live;
  readonly states: LiveState[];
  readonly seen: unknown[];
  readonly leave: () => void;
}

async function following(topic = 'sale/1', token: () => string | null = () => null): Promise<Connected> {
  const world = new World();
  const hub = new TestHub();
  hub.serverNow = () => world.serverNow;
  const live = new Live(world.clock, world.random, world.serverClock, hub.connect, token);
  const states: LiveState[] = [];
  const seen: unknown[] = [];
  live.onState(state => states.push(state));
  const leave = live.follow(topic, data => seen.push(data));
  await world.clock.advance(0);
  return { world, hub, live, states, seen, leave };
}

describe('a topic', () => {
  test('begins with a snapshot and goes on with updates', async () => {
    const { hub, live, seen } = await following();
    hub.last.send('update', hub.update('sale/1', 1, 3, 'second'));
    expect(seen).toEqual(['first', 'second']);
    expect(live.current).toBe('live');
  });

  test('an update that is known already, or of an older epoch, is ignored', async () => {
    const { hub, seen } = await following();
    hub.last.send('update', hub.update('sale/1', 0, 1, 'old'));
    hub.last.send('update', hub.update('sale/1', 1, 9, 'superseded', 0));
    expect(seen).toEqual(['first']);
  });

  test.each([
    ['a gap', 5, 6, 1],
    ['a newer epoch', 1, 2, 2],
  ])('%s is healed by a snapshot, and what comes meanwhile is kept', async (_, from, to, epoch) => {
    const { hub, seen, world } = await following();
    hub.snapshot = topic => hub.state(topic, to, 'healed', epoch);
    hub.last.send('update', hub.update('sale/1', from, to, 'skipped', epoch));
    hub.last.send('update', hub.update('sale/1', to, to + 1, 'next', epoch));
    await world.clock.advance(0);
    expect(seen).toEqual(['first', 'healed', 'next']);
    expect(hub.last.subscribed('sale/1')).toBe(2);
  });

  test('a resync of the server waits for the delay that the server spread', async () => {
    const { hub, world } = await following('me');
    hub.last.send('resync', { topic: 'me', delayMs: 700 });
    await world.clock.advance(600);
    expect(hub.last.subscribed('me')).toBe(1);
    await world.clock.advance(200);
    expect(hub.last.subscribed('me')).toBe(2);
  });

  test('a refused topic is asked for again, with back-off', async () => {
    const world = new World();
    const hub = new TestHub();
    hub.snapshot = () => null;
    const live = new Live(world.clock, world.random, world.serverClock, hub.connect, () => null);
    live.follow('team/1', () => undefined);
    await world.clock.advance(30_000);
    const asked = hub.last.subscribed('team/1');
    expect(asked).toBeGreaterThan(3);
    expect(asked).toBeLessThan(15);
  });

  test('a second page shares the topic and sees its last state at once', async () => {
    const { hub, live, leave } = await following();
    const seen: unknown[] = [];
    const leaveToo = live.follow('sale/1', data => seen.push(data));
    expect(seen).toEqual(['first']);
    expect(hub.last.subscribed('sale/1')).toBe(1);
    leave();
    hub.last.send('update', hub.update('sale/1', 1, 2, 'second'));
    expect(seen).toEqual(['first', 'second']);
    leaveToo();
    expect(hub.last.invoked).toContainEqual(['Unsubscribe', 'sale/1']);
  });

  test('a topic that a newer connection took comes back when somebody looks', async () => {
    const { hub, live, world } = await following('me');
    hub.last.send('ended', { topic: 'me' });
    await world.clock.advance(60_000);
    expect(hub.last.subscribed('me')).toBe(1);
    live.show();
    await world.clock.advance(0);
    expect(hub.last.subscribed('me')).toBe(2);
  });

  test('the age of a number is small while the line is alive, and grows when it is cut', async () => {
    const { hub, live, world } = await following();
    await world.clock.advance(3_000);
    hub.last.ping();
    expect(live.age('sale/1')).toBe(0);
    hub.opening = 'cut';
    hub.last.cut();
    await world.clock.advance(60_000);
    expect(live.age('sale/1')).toBe(60_000);
    expect(live.age('sale/2')).toBeNull();
  });

  test(`more than ${MostTopics} topics are a fault`, async () => {
    const { live } = await following();
    expect(() => {
      for (let topic = 2; topic <= MostTopics + 1; topic++) live.follow(`sale/${topic}`, () => undefined);
    }).toThrow(RangeError);
  });
});

describe('the connection', () => {
  test('a silent socket is noticed within ten seconds and replaced', async () => {
    const { hub, live, states, world } = await following();
    hub.isSilent = true;
    await world.clock.advance(10_000);
    expect(hub.connections[0]?.isStopped).toBe(true);
    expect(states).toContain('reconnecting');
    hub.isSilent = false;
    await world.clock.advance(20_000);
    expect(hub.connections.length).toBeGreaterThan(1);
    expect(live.current).toBe('live');
  });

  test('a socket that is silent after the network changed is replaced sooner', async () => {
    const { hub, live, world } = await following();
    hub.isSilent = true;
    live.hurry();
    await world.clock.advance(AnswerWithinMs);
    expect(hub.connections[0]?.isStopped).toBe(true);
  });

  test('a socket that only pings is alive', async () => {
    const { hub, world } = await following();
    for (let second = 0; second < 60; second++) {
      hub.last.ping();
      await world.clock.advance(1_000);
    }
    expect(hub.connections).toHaveLength(1);
    expect(hub.last.invoked.filter(([method]) => method === 'Unsubscribe')).toHaveLength(0);
  });

  test('a quiet socket that answers when asked is alive', async () => {
    const { hub, world } = await following();
    await world.clock.advance(60_000);
    expect(hub.connections).toHaveLength(1);
  });

  test('a connection that shows nothing is never asked', async () => {
    const { hub, leave, world } = await following();
    leave();
    const before = hub.last.invoked.length;
    await world.clock.advance(60_000);
    expect(hub.last.invoked.length).toBe(before);
  });

  test('tries come with growing pauses and jitter, and are offline after twenty seconds', async () => {
    const { hub, live, world } = await following();
    hub.opening = 'cut';
    hub.last.cut();
    await world.clock.advance(19_000);
    expect(live.current).toBe('reconnecting');
    await world.clock.advance(1_500);
    expect(live.current).toBe('offline');
    const tries = hub.connections.length;
    expect(tries).toBeGreaterThan(4);
    await world.clock.advance(60_000);
    expect(hub.connections.length - tries).toBeLessThan(16);
  });

  test('a handshake without an end is given up', async () => {
    const world = new World();
    const hub = new TestHub();
    hub.opening = 'silence';
    const live = new Live(world.clock, world.random, world.serverClock, hub.connect, () => null);
    live.follow('sale/1', () => undefined);
    await world.clock.advance(8_000);
    expect(hub.connections[0]?.isStopped).toBe(true);
    hub.opening = 'open';
    await world.clock.advance(2_000);
    expect(live.current).toBe('live');
  });

  test('the server stretches the pause before the next try', async () => {
    const { hub, world } = await following();
    hub.last.send('reconnect', { delayMs: 30_000 });
    hub.last.cut();
    await world.clock.advance(30_000);
    expect(hub.connections).toHaveLength(1);
    await world.clock.advance(1_000);
    expect(hub.connections).toHaveLength(2);
  });

  test('a login reconnects with its token', async () => {
    let token: string | null = null;
    const { hub, live, world } = await following('sale/1', () => token);
    token = 'new';
    live.renew();
    await world.clock.advance(0);
    expect(hub.connections.map(connection => connection.token)).toEqual([null, 'new']);
    expect(hub.connections[0]?.isStopped).toBe(true);
    expect(live.current).toBe('live');
  });

  test('a login during the handshake uses its token, and no connection is left over', async () => {
    const world = new World();
    const hub = new TestHub();
    hub.opening = 'silence';
    let token: string | null = null;
    const live = new Live(world.clock, world.random, world.serverClock, hub.connect, () => token);
    live.follow('me', () => undefined);
    await settle();
    token = 'new';
    hub.opening = 'open';
    live.renew();
    await world.clock.advance(1_000);
    expect(hub.connections.filter(connection => !connection.isStopped).map(({ token }) => token)).toEqual(['new']);
  });

  test('a hidden app closes its connection and asks nothing', async () => {
    const { hub, live, world } = await following();
    live.hide();
    await world.clock.advance(25_000);
    expect(hub.last.isStopped).toBe(true);
    await world.clock.advance(600_000);
    expect(hub.connections).toHaveLength(1);
    live.show();
    await world.clock.advance(0);
    expect(hub.connections).toHaveLength(2);
    expect(live.current).toBe('live');
  });

  test('an app that is shown again soon takes a snapshot on its connection', async () => {
    const { hub, live, world } = await following();
    live.hide();
    await world.clock.advance(5_000);
    const before = hub.last.subscribed('sale/1');
    live.show();
    await world.clock.advance(100);
    expect(hub.connections).toHaveLength(1);
    expect(hub.last.subscribed('sale/1')).toBe(before + 1);
  });

  test('an app whose socket died in the background finds out within ten seconds of being shown', async () => {
    const { hub, live, world } = await following();
    live.hide();
    hub.isSilent = true;
    await world.clock.advance(1_000);
    live.show();
    await world.clock.advance(4_100);
    expect(hub.connections[0]?.isStopped).toBe(true);
  });

  test('an hour of a running sale leaves no timers and no connections behind', async () => {
    const { hub, world, seen } = await following();
    for (let minute = 0; minute < 60; minute++) {
      hub.last.send('update', hub.update('sale/1', minute + 1, minute + 2, minute));
      await world.clock.advance(60_000);
    }
    expect(hub.connections).toHaveLength(1);
    expect(seen).toHaveLength(61);
    expect(world.clock.waiting).toBeLessThan(5);
  });

  test('a snapshot sets the server time', async () => {
    const { world } = await following();
    expect(Math.abs(world.serverClock.now() - world.serverNow)).toBeLessThan(2);
  });
});
