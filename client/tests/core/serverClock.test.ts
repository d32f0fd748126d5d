import { describe, expect, test } from 'vitest';
import { instant } from '@/core/time/instant';
import { ServerClock } from '@/core/time/serverClock';
import { SteadyClock } from '@/core/time/steadyClock';
import { TestClock } from '../fakes/testClock';
import { iso, Start } from '../fakes/world';

const answered = (server: ServerClock, clock: TestClock, at: number, roundTrip = 0): void =>
  server.answered(iso(at), clock.now() - roundTrip, clock.now());

test('the time is unknown before the first timestamp', () => {
  expect(new ServerClock(new TestClock()).now()).toBeNaN();
});

test('a slow answer bounds the time from both sides, and a quick one narrows it', async () => {
  const clock = new TestClock();
  const server = new ServerClock(clock);
  await clock.advance(2_000);
  server.answered(iso(Start), clock.now() - 2_000, clock.now());
  expect(server.now()).toBe(Start + 1_000);
  await clock.advance(100_000);
  answered(server, clock, Start + 100_000 + 1_900, 20);
  await clock.advance(100_000);
  expect(Math.abs(server.now() - (Start + 201_910))).toBeLessThan(60);
});

test('a countdown does not step back when the time is corrected', async () => {
  const clock = new TestClock();
  const server = new ServerClock(clock);
  answered(server, clock, Start + 1_000, 2_000);
  let last = server.now();
  answered(server, clock, Start + 900);
  for (let step = 0; step < 50; step++) {
    await clock.advance(20);
    const now = server.now();
    expect(now).toBeGreaterThanOrEqual(last);
    last = now;
  }
});

test('an app that was suspended shows the right time with the next timestamp', async () => {
  const clock = new TestClock();
  const server = new ServerClock(clock);
  answered(server, clock, Start);
  // The count stood still for an hour.
  server.doubt();
  answered(server, clock, Start + 3600_000, 40);
  expect(Math.abs(server.now() - (Start + 3600_000))).toBeLessThanOrEqual(20);
});

test.each([3600_000, -3600_000])(
  'timestamps that contradict the count by %d ms win, also when nobody noticed a disturbance',
  async ms => {
    const clock = new TestClock();
    const server = new ServerClock(clock);
    answered(server, clock, Start);
    answered(server, clock, Start + ms, 40);
    expect(Math.abs(server.now() - (Start + ms))).toBeLessThanOrEqual(20);
  },
);

test('until the next timestamp a doubtful clock goes on as before', async () => {
  const clock = new TestClock();
  const server = new ServerClock(clock);
  answered(server, clock, Start);
  server.doubt();
  await clock.advance(500);
  expect(server.now()).toBe(Start + 500);
});

describe('a phone whose clock is set', () => {
  const phone = (): { clock: TestClock; steady: SteadyClock; set: (ms: number) => void; disturbed: () => number } => {
    const clock = new TestClock();
    let shift = 0;
    let count = 0;
    const steady = new SteadyClock(
      () => clock.now() + shift,
      (ms, run) => clock.after(ms, run),
    );
    steady.watch(() => count++);
    return { clock, steady, set: ms => (shift += ms), disturbed: () => count };
  };

  test('an hour back does not move the count back, and is noticed', async () => {
    const { clock, steady, set, disturbed } = phone();
    await clock.advance(5_000);
    const before = steady.now();
    set(-3600_000);
    expect(steady.now()).toBe(before);
    await clock.advance(1_000);
    expect(steady.now() - before).toBeLessThanOrEqual(1_000);
    expect(disturbed()).toBe(1);
  });

  test('an hour forward is noticed within a second, and the next timestamp corrects it', async () => {
    const { clock, steady, set, disturbed } = phone();
    const server = new ServerClock(steady);
    server.answered(iso(Start), steady.now(), steady.now());
    set(3600_000);
    await clock.advance(1_100);
    expect(disturbed()).toBe(1);
    server.doubt();
    server.answered(iso(Start + 1_100), steady.now(), steady.now());
    expect(server.now()).toBe(Start + 1_100);
  });

  test('a quiet minute is no disturbance', async () => {
    const { clock, disturbed } = phone();
    await clock.advance(60_000);
    expect(disturbed()).toBe(0);
  });

  test('a phone that is an hour off shows the server time', () => {
    const clock = new TestClock();
    const steady = new SteadyClock(
      () => clock.now() - 3600_000,
      (ms, run) => clock.after(ms, run),
    );
    const server = new ServerClock(steady);
    server.answered(iso(Start), steady.now(), steady.now());
    expect(server.now()).toBe(Start);
  });
});

test.each([
  ['2026-11-30T02:00:00Z', Date.UTC(2026, 10, 30, 2)],
  ['2026-11-30T02:00:00.1234567+00:00', Date.UTC(2026, 10, 30, 2, 0, 0, 123)],
  ['2026-11-30T10:00:00+08:00', Date.UTC(2026, 10, 30, 2)],
])('%s is read', (text, at) => expect(instant(text)).toBe(at));

test.each(['', '2026-11-30', '2026/11/30 02:00:00', 'soon'])('"%s" is no time', text =>
  expect(instant(text)).toBeNaN(),
);
