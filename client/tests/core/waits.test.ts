import { describe, expect, test } from 'vitest';
import { Cancel, Cancelled } from '@/core/cancel';
import { Loader } from '@/core/http/loader';
import { NoAnswer } from '@/core/http/problem';
import { Fallback } from '@/core/live/fallback';
import { Backoff } from '@/core/time/backoff';
import { pause } from '@/core/time/pause';
import { Wait, type WaitPhase } from '@/core/wait';
import { TestClock, settle } from '../fakes/testClock';
import { TestRandom } from '../fakes/testStorage';

describe('a wait', () => {
  const waiting = (): { clock: TestClock; wait: Wait<string>; phases: WaitPhase[] } => {
    const clock = new TestClock();
    const phases: WaitPhase[] = [];
    return { clock, phases, wait: new Wait<string>(clock, phase => phases.push(phase)) };
  };
  const until = (cancel: Cancel): Promise<string> =>
    new Promise((_, reject) => cancel.onCancel(() => reject(new Cancelled('cancelled'))));

  test('shows a skeleton at once, progress after one second, and a way out after three', async () => {
    const { clock, wait, phases } = waiting();
    void wait.begin({ run: until });
    expect(phases).toEqual(['skeleton']);
    await clock.advance(999);
    expect(phases).toEqual(['skeleton']);
    await clock.advance(1);
    expect(phases).toEqual(['skeleton', 'progress']);
    await clock.advance(2_000);
    expect(phases).toEqual(['skeleton', 'progress', 'cancellable']);
  });

  test('that is quick shows nothing else', async () => {
    const { clock, wait, phases } = waiting();
    await wait.begin({ run: () => Promise.resolve('x') });
    await clock.advance(10_000);
    expect(phases).toEqual(['skeleton', 'done']);
  });

  test('that is given up is aborted, and asked for by key', async () => {
    const { clock, wait, phases } = waiting();
    let isAborted = false;
    void wait.begin({
      run: cancel => {
        cancel.onCancel(() => (isAborted = true));
        return until(cancel);
      },
      ask: () => Promise.resolve('it went through'),
    });
    await clock.advance(3_000);
    await wait.giveUp();
    expect(isAborted).toBe(true);
    expect(phases.slice(-2)).toEqual(['asking', 'done']);
    expect(clock.waiting).toBe(0);
  });

  test('that nobody can answer is unknown', async () => {
    const { wait, phases } = waiting();
    void wait.begin({ run: until, ask: () => Promise.reject(new Cancelled('no answer')) });
    await wait.giveUp();
    expect(phases.slice(-1)).toEqual(['unknown']);
  });

  test('for a read is simply given up', async () => {
    const { wait, phases } = waiting();
    void wait.begin({ run: until });
    await wait.giveUp();
    await settle();
    expect(phases).toEqual(['skeleton', 'idle']);
  });

  test('that a page leaves behind changes nothing any more', async () => {
    const { clock, wait, phases } = waiting();
    let finish: (value: string) => void = () => undefined;
    void wait.begin({ run: () => new Promise(resolve => (finish = resolve)) });
    wait.end();
    finish('late');
    await clock.advance(10_000);
    expect(phases).toEqual(['skeleton']);
    expect(clock.waiting).toBe(0);
  });
});

describe('a loader', () => {
  const loading = (load: () => Promise<void>): { clock: TestClock; loader: Loader; failures: unknown[] } => {
    const clock = new TestClock();
    const failures: unknown[] = [];
    const loader = new Loader(clock, new TestRandom(), load, error => failures.push(error) > 0);
    return { clock, loader, failures };
  };

  test('runs one request at a time, and one more after a refresh meanwhile', async () => {
    const ends: Array<() => void> = [];
    const { loader } = loading(() => new Promise(resolve => ends.push(resolve)));
    loader.refresh();
    loader.refresh();
    loader.refresh();
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await settle();
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await settle();
    expect(ends).toHaveLength(2);
  });

  test('obeys the pause that a failure asks for, unless somebody refreshes', async () => {
    let tries = 0;
    const { clock, loader } = loading(() => {
      tries++;
      return tries < 3 ? Promise.reject(new NoAnswer('gateway', 10_000, 503)) : Promise.resolve();
    });
    loader.refresh();
    await clock.advance(9_900);
    expect(tries).toBe(1);
    loader.refresh();
    await clock.advance(0);
    expect(tries).toBe(2);
    await clock.advance(11_000);
    expect(tries).toBe(3);
  });

  test('asks after a pause for what was lost outside of it, and not when it is stopped meanwhile', async () => {
    let tries = 0;
    const { clock, loader } = loading(() => {
      tries++;
      return Promise.resolve();
    });
    loader.retry(new NoAnswer('gateway', 10_000, 503));
    await clock.advance(9_900);
    expect(tries).toBe(0);
    await clock.advance(11_000);
    expect(tries).toBe(1);
    loader.retry(new NoAnswer('unreachable'));
    loader.stop();
    await clock.advance(60_000);
    expect(tries).toBe(1);
  });

  test('that is stopped asks nothing more, and can begin anew', async () => {
    let tries = 0;
    const { clock, loader } = loading(() => {
      tries++;
      return Promise.reject(new NoAnswer('unreachable'));
    });
    loader.refresh();
    await clock.advance(100);
    loader.stop();
    await clock.advance(60_000);
    expect(tries).toBe(1);
    loader.refresh();
    await clock.advance(0);
    expect(tries).toBe(2);
  });
});

test('back-off doubles up to a limit, with jitter, and begins anew after a success', () => {
  const random = new TestRandom();
  random.next = 0;
  const backoff = new Backoff(random, 500, 4_000);
  expect([1, 2, 3, 4, 5].map(() => backoff.next())).toEqual([250, 500, 1_000, 2_000, 2_000]);
  backoff.reset();
  random.next = 0.5;
  expect(backoff.next()).toBe(375);
  backoff.stretch(30_000);
  expect(backoff.next()).toBe(30_250);
  expect(backoff.next()).toBeLessThan(2_000);
});

test('a pause of months does not end at once', async () => {
  const clock = new TestClock();
  let isOver = false;
  const cancel = new Cancel();
  void pause(clock, Infinity, cancel).then(
    () => (isOver = true),
    () => undefined,
  );
  await clock.advance(1_000);
  expect(isOver).toBe(false);
  cancel.cancel();
  expect(clock.waiting).toBe(0);
});

test('without a connection a page asks at most once in fifteen seconds, and not when it may not', async () => {
  const clock = new TestClock();
  let asked = 0;
  let may = true;
  const fallback = new Fallback(
    clock,
    new TestRandom(),
    () => may,
    () => asked++,
  );
  fallback.start();
  await clock.advance(14_900);
  expect(asked).toBe(0);
  await clock.advance(45_100);
  expect(asked).toBe(3);
  may = false;
  await clock.advance(600_000);
  expect(asked).toBe(3);
  fallback.end();
  expect(clock.waiting).toBe(0);
});
