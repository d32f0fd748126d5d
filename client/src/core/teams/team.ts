import { instant } from '../time/instant';

interface Member {
  readonly seat: number;
  readonly paid: boolean;
  readonly returned: boolean;
}

export interface TeamLike {
  readonly revision: number;
  readonly status: string;
  readonly size: number;
  readonly paid: number;
  readonly taken: number;
  readonly completesWith: number;
  readonly completedShort: boolean;
  readonly joinBy: string;
  readonly deadline: string;
  readonly mySeat: number | null;
  readonly myOrder: { readonly id: string; readonly status: string } | null;
  readonly members: readonly Member[];
}

/** Applies a live update. It has no personal fields: the seat is kept while it is still taken, the order as it was known. */
export function received<T extends TeamLike>(known: T | null, update: T): T {
  if (known === null) return update;
  if (update.revision < known.revision) return known;
  const seat = update.mySeat ?? known.mySeat;
  const isTaken = update.members.some(member => member.seat === seat);
  return { ...update, mySeat: isTaken ? seat : null, myOrder: update.myOrder ?? known.myOrder };
}

/** Applies an answer. Its personal fields are current; its other fields may be older than a live update. */
export function answered<T extends TeamLike>(known: T | null, answer: T): T {
  const isNewer = known === null || answer.revision >= known.revision;
  return isNewer ? answer : { ...known, mySeat: answer.mySeat, myOrder: answer.myOrder };
}

export const isOver = (team: TeamLike, now: number): boolean => team.status !== 'open' || instant(team.deadline) <= now;

/** The state and the sentence to show. */
export function wordsOf(team: TeamLike, now: number): { readonly state: string; readonly says: string } {
  if (team.status === 'completed') {
    return { state: 'completed', says: team.completedShort ? 'completedShort' : 'completed' };
  }
  if (team.status !== 'open') return { state: team.status, says: team.status };
  if (isOver(team, now)) return { state: 'overdue', says: 'overdue' };
  // Joining has ended; members may still pay.
  if (team.mySeat === null && now >= instant(team.joinBy)) return { state: 'ending', says: 'ending' };
  const state = team.taken >= team.size ? 'full' : team.size - team.paid === 1 ? 'lastSeat' : 'open';
  return { state, says: team.completesWith < team.size ? 'virtual' : 'open' };
}

const Ended = new Set(['cancelled', 'refunding', 'refunded']);

/** True when this customer may take a seat. */
export const isJoinable = (team: TeamLike, now: number): boolean =>
  !isOver(team, now) &&
  now < instant(team.joinBy) &&
  team.mySeat === null &&
  team.taken < team.size &&
  (team.myOrder === null || Ended.has(team.myOrder.status));

/** True when this customer may give the seat up. */
export const isLeavable = (team: TeamLike, now: number): boolean =>
  !isOver(team, now) && team.mySeat !== null && team.myOrder !== null && !Ended.has(team.myOrder.status);

/** True when a member may invite others. */
export const isInviting = (team: TeamLike, now: number): boolean =>
  team.mySeat !== null && team.status === 'open' && now < instant(team.joinBy) && team.taken < team.size;

/** The fields of the own seat's order that decide what is said of it. */
export interface SeatOrder {
  readonly status: string;
  readonly payBy: string;
  readonly cause?: string;
  readonly frozen?: boolean;
}

/** What is said of the own seat. Paid is said only when the server says so. */
export function seatOf(order: SeatOrder, payPhase: string, now: number): string {
  if (order.frozen === true) return 'frozen';
  if (order.status === 'cancelled') return order.cause ?? 'none';
  if (order.status !== 'pendingPayment') return order.status;
  if (payPhase === 'asking' || payPhase === 'wallet') return 'awaiting';
  return now >= instant(order.payBy) ? 'overdue' : 'pendingPayment';
}

/** True when the own seat may be paid for now. */
export const isSeatPayable = (order: SeatOrder, payPhase: string, now: number): boolean =>
  seatOf(order, payPhase, now) === 'pendingPayment';

/** True when other teams are of use to this customer: this one takes them in no more, and they wait for nothing in it. */
export const isElsewhere = (team: TeamLike, now: number): boolean =>
  !isJoinable(team, now) && (team.mySeat === null || team.status === 'failed');
