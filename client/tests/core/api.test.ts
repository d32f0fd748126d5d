import { describe, expect, test } from 'vitest';
import { Cancel, Cancelled } from '@/core/cancel';
import { TimeoutMs } from '@/core/http/api';
import { NoAnswer, Problem, isUnknown } from '@/core/http/problem';
import { html, json, problem, type Reply } from '../fakes/testHttp';
import { iso, World } from '../fakes/world';

const failure = async (reply: Reply): Promise<unknown> => {
  const world = new World();
  world.http.answer = () => reply;
  return world.api.call('GET', '/api/x').then(
    () => null,
    (error: unknown) => error,
  );
};

describe('an answer', () => {
  test('a refusal of the server has its slug, its fields and its times', async () => {
    const error = await failure(
      problem(409, 'all-held', { firstReturnAt: '2026-11-30T02:05:00+00:00', errors: { quantity: ['x'] } }),
    );
    expect(error).toBeInstanceOf(Problem);
    const refusal = error as Problem;
    expect(refusal.slug).toBe('all-held');
    expect(refusal.errors).toEqual({ quantity: ['x'] });
    expect(refusal.time('firstReturnAt')).toBe(Date.UTC(2026, 10, 30, 2, 5));
    expect(refusal.time('until')).toBeNull();
    expect(isUnknown(refusal)).toBe(false);
  });

  test.each([
    ['a page of a hotel instead of JSON', html(200)],
    ['a page that forbids', html(403)],
    ['JSON of somebody else', json(403, { error: 'login first' })],
    ['JSON that is cut off', { ...json(200, {}), body: '{"orderId":' }],
  ])('%s settles nothing', async (_, reply) => {
    const error = await failure(reply);
    expect(error).toMatchObject({ slug: 'captive-portal' });
    expect(isUnknown(error)).toBe(true);
  });

  test('a page of a proxy keeps its status and its Retry-After, and settles nothing', async () => {
    const error = await failure(html(503, { 'retry-after': '7' }));
    expect(error).toMatchObject({ slug: 'gateway', status: 503, retryAfterMs: 7_000 });
    expect(isUnknown(error)).toBe(true);
  });

  test('a broken connection is no answer', async () => {
    expect(await failure('cut')).toMatchObject({ slug: 'unreachable' });
  });

  test('Retry-After may be a date, and the date of the answer explains it', async () => {
    const error = await failure(
      problem(
        503,
        'busy',
        {},
        { date: 'Mon, 30 Nov 2026 02:00:00 GMT', 'retry-after': 'Mon, 30 Nov 2026 02:00:30 GMT' },
      ),
    );
    expect(error).toMatchObject({ retryAfterMs: 30_000 });
  });

  test('a definite refusal of the payment is definite, although its status is temporary', async () => {
    expect(isUnknown(await failure(problem(503, 'wechat-away')))).toBe(false);
    expect(isUnknown(await failure(problem(409, 'in-progress')))).toBe(true);
    expect(isUnknown(await failure(problem(429, 'too-many-requests')))).toBe(true);
  });

  test('an answer with the server time sets the clock', async () => {
    const world = new World();
    world.http.answer = () => json(200, { serverTime: iso(world.serverNow) });
    await world.api.call('GET', '/api/x');
    expect(world.serverClock.now()).toBe(world.serverNow);
  });
});

describe('a request', () => {
  test('no answer within ten seconds counts as none, and the request is aborted', async () => {
    const world = new World();
    const failed = expect(world.api.call('GET', '/api/x')).rejects.toBeInstanceOf(NoAnswer);
    await world.clock.advance(TimeoutMs);
    await failed;
    expect(world.http.aborted).toBe(1);
    expect(world.clock.waiting).toBe(0);
  });

  test('a cancel aborts the request at once', async () => {
    const world = new World();
    const cancel = new Cancel();
    const failed = expect(world.api.call('GET', '/api/x', { cancel })).rejects.toBeInstanceOf(Cancelled);
    cancel.cancel();
    await failed;
    expect(world.http.aborted).toBe(1);
    expect(world.clock.waiting).toBe(0);
  });

  test('a request that was cancelled before is not sent', async () => {
    const world = new World();
    const cancel = new Cancel();
    cancel.cancel();
    await expect(world.api.call('GET', '/api/x', { cancel })).rejects.toBeInstanceOf(Cancelled);
    expect(world.http.requests).toHaveLength(0);
  });

  test('a request carries token, key, body and the client version', async () => {
    const world = new World();
    world.http.answer = () => json(201, {});
    await world.api.call('POST', '/api/x', { token: 't', key: 'k', body: { quantity: 1 } });
    expect(world.http.requests[0]).toEqual({
      method: 'POST',
      url: 'https://front.test/api/x',
      headers: {
        accept: 'application/json',
        authorization: 'Bearer t',
        'client-version': '1.0.0',
        'content-type': 'application/json',
        'idempotency-key': 'k',
      },
      body: '{"quantity":1}',
    });
  });
});

test('the Date of an answer sets the clock to within half a second, when nothing better is known', async () => {
  const world = new World();
  world.http.answer = () => json(200, {}, { date: 'Mon, 30 Nov 2026 02:00:00 GMT' });
  await world.api.call('GET', '/api/x');
  expect(world.serverClock.now()).toBe(Date.UTC(2026, 10, 30, 2, 0, 0, 500));
});
