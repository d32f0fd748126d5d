import { expect, test } from 'vitest';
import type { PlacedSeat, Team } from '@/core/api/types';
import { Cancel } from '@/core/cancel';
import { ofLink } from '@/core/links/target';
import { Paying } from '@/core/orders/paying';
import { isInviting, isJoinable } from '@/core/teams/team';
import { aName, clock, eventually, openGroupBuy, paysOnPage, Phone } from './product';

const pay = (owner: Phone, orderId: string): Promise<void> =>
  new Paying(
    clock,
    owner.left,
    owner.customer,
    owner.retrier,
    paysOnPage,
    orderId,
    () => undefined,
    () => undefined,
  ).pay(new Cancel());

test('a customer opens a team, a friend joins by the link, both pay, and the team is complete', async () => {
  const group = await openGroupBuy();
  const [anna, boris] = [new Phone(aName()), new Phone(aName())];
  const seat = (await anna.keyed.send<PlacedSeat>(`/api/group-buys/${group.id}/teams`, { size: 2 }, new Cancel())).data;
  await pay(anna, seat.orderId);

  const target = ofLink(seat.link);
  expect(target).toEqual({ page: 'team', team: seat.shareCode, from: seat.seat });
  const invited = await eventually(async () => {
    const team = await boris.customer.get<Team>(`/api/teams/${seat.shareCode}`);
    return team.paid === 1 ? team : null;
  });
  expect(isJoinable(invited, boris.serverClock.now())).toBe(true);

  let lost = 0;
  boris.http.lose = request => request.url.endsWith('/seats') && lost++ === 0;
  const joined = await boris.keyed.send<PlacedSeat>(
    `/api/teams/${seat.shareCode}/seats`,
    { from: seat.seat },
    new Cancel(),
  );
  expect(joined.replayed).toBe(true);
  await pay(boris, joined.data.orderId);

  const done = await eventually(async () => {
    const team = await anna.customer.get<Team>(`/api/teams/${seat.teamId}`);
    return team.status === 'completed' ? team : null;
  });
  expect(done).toMatchObject({ paid: 2, mySeat: seat.seat });
  expect(isInviting(done, anna.serverClock.now())).toBe(false);
});
