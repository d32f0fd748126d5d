import { beforeEach, describe, expect, test, vi } from 'vitest';
import { ref, type Ref } from 'vue';
import { useLoaded, type Loaded } from '@/composables/useLoaded';
import { EveryMs } from '@/core/live/fallback';
import { Live } from '@/core/live/live';
import { json, problem } from '../fakes/testHttp';
import { TestHub } from '../fakes/testHub';
import { World } from '../fakes/world';
import { showPage } from './page';

interface App {
  world: World;
  hub: TestHub;
  live: Live;
  isShown: Ref<boolean>;
  visits: Ref<number>;
  isOnTop: boolean;
}
const app = vi.hoisted(() => ({}) as App);
vi.mock('@/app/client', () => ({
  get clock() {
    return app.world.clock;
  },
  get random() {
    return app.world.random;
  },
  get live() {
    return app.live;
  },
}));
vi.mock('@/app/visibility', () => ({
  get isShown() {
    return app.isShown;
  },
  get visits() {
    return app.visits;
  },
  onTop: () => () => app.isShown.value && app.isOnTop,
}));

const MinuteMs = 60_000;
const HourMs = 60 * MinuteMs;

beforeEach(() => {
  const world = new World();
  const hub = new TestHub();
  hub.serverNow = () => world.serverNow;
  const live = new Live(world.clock, world.random, world.serverClock, hub.connect, () => null);
  Object.assign(app, { world, hub, live, isShown: ref(true), visits: ref(0), isOnTop: true });
});

const list = '/api/flash-sales';

interface Idle {
  readonly loaded: Loaded<unknown>;
  /** The moments of the page's requests. */
  readonly asked: number[];
  readonly leave: () => void;
}

/** A page with a list and a live topic, that nobody touches. */
async function idlePage(mayAsk?: () => boolean): Promise<Idle> {
  const asked: number[] = [];
  app.world.answer({
    [list]: () => {
      asked.push(app.world.clock.now());
      return json(200, { sales: [] });
    },
  });
  let loaded: Loaded<unknown> | null = null;
  const leave = showPage(() => {
    app.live.follow('me', () => undefined);
    loaded = useLoaded(async cancel => (await app.world.api.call('GET', list, { cancel })).data, mayAsk);
  });
  await app.world.clock.advance(100);
  return { loaded: loaded!, asked, leave };
}

/** The hub answers a moment later, as over a line. */
function slowSnapshots(): void {
  const { connect } = app.hub;
  const { world } = app;
  app.live = new Live(
    world.clock,
    world.random,
    world.serverClock,
    token => {
      const connection = connect(token);
      const invoke = connection.invoke.bind(connection);
      connection.invoke = (method, argument) =>
        new Promise((resolve, reject) =>
          world.clock.after(50, () => void invoke(method, argument).then(resolve, reject)),
        );
      return connection;
    },
    () => null,
  );
}

const pauses = (asked: readonly number[]): number[] => asked.slice(1).map((at, i) => at - asked[i]!);

async function ping(ms: number): Promise<void> {
  for (let second = 0; second < ms / 1_000; second++) {
    app.hub.last.ping();
    await app.world.clock.advance(1_000);
  }
}

describe('an idle page', () => {
  test('sends its first request, and none in the hour after it while the connection lives', async () => {
    const { asked, leave } = await idlePage();
    expect(app.live.current).toBe('live');
    await ping(HourMs);
    expect(asked).toHaveLength(1);
    leave();
  });

  test.each([
    ['that breaks at once', 'cut'],
    ['that never opens', 'silence'],
  ] as const)(
    'with a connection %s sends a request each 15 s at most, each after a pause of its own',
    async (_, how) => {
      app.hub.opening = how;
      const { asked, leave } = await idlePage();
      for (let minute = 0; minute < 60; minute++) {
        app.world.random.next = (minute * 0.37) % 1;
        await app.world.clock.advance(MinuteMs);
      }
      expect(asked.length).toBeGreaterThan(150);
      expect(Math.min(...pauses(asked))).toBeGreaterThanOrEqual(EveryMs);
      expect(new Set(pauses(asked)).size).toBeGreaterThan(20);
      leave();
    },
  );

  test.each([
    ['lost', 'cut'],
    ['a refusal for now', problem(503, 'busy')],
    ['a refusal for now that names a pause', problem(503, 'busy', {}, { 'retry-after': '2' })],
  ] as const)(
    'without a connection and with answers that are %s sends a request each 15 s at most',
    async (_, reply) => {
      app.hub.opening = 'cut';
      const { loaded, leave } = await idlePage();
      const asked: number[] = [];
      app.world.answer({
        [list]: () => {
          asked.push(app.world.clock.now());
          return reply;
        },
      });
      await app.world.clock.advance(10 * MinuteMs);
      expect(asked.length).toBeGreaterThan(20);
      expect(Math.min(...pauses(asked))).toBeGreaterThanOrEqual(EveryMs);
      // What is shown stays, and the page knows that it may be old.
      expect(loaded.phase.value).toBe('done');
      expect(loaded.error.value).not.toBeNull();
      leave();
    },
  );

  test('sends one request after a lost connection is back, also when the snapshots take their time', async () => {
    slowSnapshots();
    const { asked, leave } = await idlePage();
    await ping(MinuteMs);
    app.hub.last.cut();
    await app.world.clock.advance(2_000);
    expect(app.live.current).toBe('live');
    expect(asked).toHaveLength(2);
    await ping(HourMs);
    expect(asked).toHaveLength(2);
    leave();
  });

  test('with a connection that comes and goes sends a request each 15 s at most, and has what it missed in the end', async () => {
    const { asked, leave } = await idlePage();
    for (let round = 0; round < 60; round++) {
      app.hub.last.cut();
      await app.world.clock.advance(5_000);
    }
    const lastLost = app.world.clock.now() - 5_000;
    await ping(MinuteMs);
    expect(asked.length).toBeGreaterThan(5);
    expect(Math.min(...pauses(asked))).toBeGreaterThanOrEqual(EveryMs);
    expect(asked[asked.length - 1]).toBeGreaterThan(lastLost);
    leave();
  });

  test('of an app in the background sends none, with and without a connection', async () => {
    const { asked, leave } = await idlePage();
    app.isShown.value = false;
    app.live.hide();
    await app.world.clock.advance(HourMs);
    expect(app.hub.last.isStopped).toBe(true);
    expect(asked).toHaveLength(1);
    leave();
  });

  test('of an app that goes to the background in a failed request sends no further one', async () => {
    const { asked, leave } = await idlePage();
    let tries = 0;
    app.world.answer({
      [list]: () => {
        tries++;
        return 'cut';
      },
    });
    await ping(MinuteMs);
    app.hub.last.cut();
    await app.world.clock.advance(2_000);
    app.isShown.value = false;
    app.live.hide();
    await app.world.clock.advance(100);
    const before = tries;
    expect(before).toBeGreaterThan(1);
    await app.world.clock.advance(HourMs);
    expect(tries).toBe(before);
    expect(asked).toHaveLength(1);
    leave();
  });

  test('below another one sends none', async () => {
    const { asked, leave } = await idlePage();
    app.isOnTop = false;
    app.hub.opening = 'cut';
    app.hub.last.cut();
    await app.world.clock.advance(HourMs);
    expect(asked).toHaveLength(1);
    leave();
  });

  test('whose sale is about to start sends none, also without a connection', async () => {
    app.hub.opening = 'cut';
    const { asked, leave } = await idlePage(() => false);
    await app.world.clock.advance(HourMs);
    expect(asked).toHaveLength(1);
    leave();
  });

  test('that was left sends none', async () => {
    app.hub.opening = 'cut';
    const { asked, leave } = await idlePage();
    leave();
    await app.world.clock.advance(HourMs);
    expect(asked).toHaveLength(1);
  });
});
