import { expect, test } from 'vitest';
import { Cancelled } from '@/core/cancel';
import { FaultReports, MostReports } from '@/core/faults/faultReports';
import { NoAnswer } from '@/core/http/problem';
import { json } from '../fakes/testHttp';
import { World } from '../fakes/world';

const reportsOf = (world: World): FaultReports =>
  new FaultReports(
    world.api,
    '1.4.0',
    () => 'pages/sale/sale',
    () => 'phone iOS 15',
  );

const bodies = (world: World): Array<Record<string, string>> =>
  world.http.requests.map(request => JSON.parse(request.body ?? '{}') as Record<string, string>);

test('a fault is reported once, with page, version and phone', async () => {
  const world = new World();
  world.answer({ '/api/client-errors': () => json(200, {}) });
  const reports = reportsOf(world);
  await reports.report(new TypeError('x is not a function'));
  await reports.report(new TypeError('x is not a function'));
  expect(bodies(world)).toHaveLength(1);
  expect(bodies(world)[0]).toMatchObject({
    version: '1.4.0',
    page: 'pages/sale/sale',
    system: 'phone iOS 15',
    message: 'TypeError: x is not a function',
  });
});

test('a text of WeChat is taken apart, and long ones are cut to what the server takes', async () => {
  const world = new World();
  world.answer({ '/api/client-errors': () => json(200, {}) });
  await reportsOf(world).report(`MiniProgramError\n${'m'.repeat(2_000)}\nat one\nat two${'s'.repeat(5_000)}`);
  const [body] = bodies(world);
  expect(body!['message']).toHaveLength(1_000);
  expect(body!['stack']).toHaveLength(4_000);
  expect(body!['stack']!.startsWith('at one\nat two')).toBe(true);
});

test('what is no fault of the app is not reported: a cancel, and an answer that did not come', async () => {
  const world = new World();
  await reportsOf(world).report(new Cancelled('cancelled'));
  await reportsOf(world).report(new NoAnswer('unreachable'));
  expect(world.http.requests).toHaveLength(0);
});

test('a few reports a start are enough, and a lost one breaks nothing', async () => {
  const world = new World();
  const reports = reportsOf(world);
  const all = Array.from({ length: MostReports + 3 }, (_, i) => reports.report(new Error(`fault ${i}`)));
  await world.clock.advance(15_000);
  await Promise.all(all);
  expect(world.http.requests).toHaveLength(MostReports);
});
