import { expect, test } from 'vitest';
import { openGroupBuy } from '../product/product';
import type { Program } from './program';
import { started } from './programs';

async function paysSeat(program: Program): Promise<void> {
  await program.sees('my-seat');
  await program.taps('pay');
  await program.sees('my-seat', view => ['paid', 'fulfilled'].includes(view.attribute('data-shown')));
}

test('a customer opens a team, a friend joins by the share card, both pay, and both read that it is complete', async () => {
  const group = await openGroupBuy();
  const anna = started(`pages/team/group?id=${group.id}`);
  await anna.taps('open');
  await paysSeat(anna);
  expect((await anna.sees('invite')).buttons.map(button => button.attribute('open-type'))).toEqual(['share']);

  const card = anna.share();
  expect(card.title).toContain(group.title);
  const boris = started(card.path, 1007);
  await boris.sees('team', view => view.attribute('data-status') === 'open');
  expect(boris.views('seat').map(view => view.attribute('data-state'))).toHaveLength(2);
  await boris.taps('join');
  await paysSeat(boris);

  for (const program of [anna, boris]) {
    await program.sees('team', view => view.attribute('data-status') === 'completed');
    expect(program.views('team-state')[0]?.text).toBe('成团');
  }
});
