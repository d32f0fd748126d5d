import { describe, expect, test } from 'vitest';
import {
  answered,
  isElsewhere,
  isInviting,
  isJoinable,
  isLeavable,
  isSeatPayable,
  received,
  seatOf,
  wordsOf,
  type SeatOrder,
  type TeamLike,
} from '@/core/teams/team';
import { iso, Start } from '../fakes/world';

const team = (more: Partial<TeamLike> = {}): TeamLike => ({
  revision: 3,
  status: 'open',
  size: 3,
  paid: 1,
  taken: 2,
  completesWith: 3,
  completedShort: false,
  joinBy: iso(Start + 60_000),
  deadline: iso(Start + 120_000),
  mySeat: null,
  myOrder: null,
  members: [
    { seat: 1, paid: true, returned: false },
    { seat: 2, paid: false, returned: false },
  ],
  ...more,
});

const mine = { mySeat: 2, myOrder: { id: 'o1', status: 'pendingPayment' } };

describe('a live update', () => {
  test('keeps the own seat and order, of which it says nothing', () => {
    expect(received(team(mine), team({ revision: 4, paid: 2 }))).toMatchObject({ ...mine, paid: 2, revision: 4 });
  });

  test('takes the own seat away when nobody sits there any more', () => {
    const update = team({ revision: 4, members: [{ seat: 1, paid: true, returned: false }] });
    expect(received(team(mine), update).mySeat).toBeNull();
  });

  test('that is older changes nothing', () => {
    const known = team({ revision: 9 });
    expect(received(known, team({ revision: 4 }))).toBe(known);
  });
});

test('an answer that is older than a live update gives only what is personal', () => {
  const known = team({ revision: 9, paid: 2 });
  expect(answered(known, team({ ...mine, revision: 4 }))).toMatchObject({ ...mine, paid: 2, revision: 9 });
});

test.each<[string, Partial<TeamLike>, number, string, string]>([
  ['two are missing', {}, 0, 'open', 'open'],
  ['one is missing', { paid: 2, taken: 2 }, 0, 'lastSeat', 'open'],
  ['all seats are taken', { taken: 3 }, 0, 'full', 'open'],
  ['too late to pay', {}, 61_000, 'ending', 'ending'],
  ['too late for others, and I may still pay', mine, 61_000, 'open', 'open'],
  ['the time is over', {}, 121_000, 'overdue', 'overdue'],
  ['fewer are enough', { completesWith: 2 }, 0, 'open', 'virtual'],
  ['complete', { status: 'completed' }, 0, 'completed', 'completed'],
  ['complete with fewer', { status: 'completed', completedShort: true }, 0, 'completed', 'completedShort'],
  ['failed', { status: 'failed' }, 0, 'failed', 'failed'],
])('%s', (_, more, later, state, says) => expect(wordsOf(team(more), Start + later)).toEqual({ state, says }));

test('a seat is offered while one is free, in time, and to who has none', () => {
  expect(isJoinable(team(), Start)).toBe(true);
  expect(isJoinable(team(), Start + 61_000)).toBe(false);
  expect(isJoinable(team({ taken: 3 }), Start)).toBe(false);
  expect(isJoinable(team(mine), Start)).toBe(false);
  expect(isJoinable(team({ myOrder: { id: 'o', status: 'cancelled' } }), Start)).toBe(true);
  expect(isJoinable(team({ myOrder: { id: 'o', status: 'paid' } }), Start)).toBe(false);
});

test('a seat can be left, and others invited, while the team is open', () => {
  expect(isLeavable(team(mine), Start)).toBe(true);
  expect(isLeavable(team(mine), Start + 121_000)).toBe(false);
  expect(isLeavable(team(), Start)).toBe(false);
  expect(isInviting(team(mine), Start)).toBe(true);
  expect(isInviting(team({ ...mine, taken: 3 }), Start)).toBe(false);
  expect(isInviting(team(), Start)).toBe(false);
});

test('other teams are shown to who can neither join this one nor waits in it', () => {
  expect(isElsewhere(team(), Start)).toBe(false);
  expect(isElsewhere(team({ taken: 3 }), Start)).toBe(true);
  expect(isElsewhere(team(mine), Start)).toBe(false);
  expect(isElsewhere(team({ status: 'completed' }), Start)).toBe(true);
  expect(isElsewhere(team({ ...mine, status: 'completed' }), Start)).toBe(false);
  expect(isElsewhere(team({ ...mine, status: 'failed' }), Start)).toBe(true);
});

const seat = (more: Partial<SeatOrder> = {}): SeatOrder => ({
  status: 'pendingPayment',
  payBy: iso(Start + 60_000),
  ...more,
});

test.each<[string, Partial<SeatOrder>, string, number, string]>([
  ['waits for its payment', {}, 'idle', 0, 'pendingPayment'],
  ['is not paid as far as anybody knows', {}, 'unseen', 0, 'pendingPayment'],
  ['is with the wallet', {}, 'wallet', 0, 'awaiting'],
  ['is being asked for', {}, 'asking', 0, 'awaiting'],
  ['is too late to pay', {}, 'idle', 60_000, 'overdue'],
  ['is paid', { status: 'paid' }, 'idle', 0, 'paid'],
  ['has money that does not fit', { frozen: true }, 'idle', 0, 'frozen'],
  ['was given up', { status: 'cancelled', cause: 'customer' }, 'idle', 0, 'customer'],
  ['ended, and nobody says why yet', { status: 'cancelled' }, 'idle', 0, 'none'],
])('a seat that %s says so', (_, more, payPhase, later, state) => {
  expect(seatOf(seat(more), payPhase, Start + later)).toBe(state);
  expect(isSeatPayable(seat(more), payPhase, Start + later)).toBe(state === 'pendingPayment');
});
