// Brings a team in, with my order in it and its vouchers.
import { call } from '../api.js';
import { orderOfSeat } from '../group/seat.js';
import { Loader } from '../loader.js';
import { vouchersOf } from '../vouchers/data.js';
import { address, change, model, teamPath } from './model.js';

const OrdersLookedAt = 50;  // where the tab does not remember my order; somebody with more has it on the list of orders
const payingPlace = () => `fuelgrains.team-paying.${address}`;

export const noteLeaving = () => sessionStorage.setItem(payingPlace(), 'yes');
export const noteBack = () => change({ awaiting: sessionStorage.getItem(payingPlace()) !== null });
export function stopAwaiting() {
  sessionStorage.removeItem(payingPlace());
  change({ awaiting: false });
}

/** onTeam(team) with each answer; a token that is refused is told to onRefused, everything else is tried again. */
export function keepLoaded(onTeam, onRefused) {
  return new Loader(async () => {
    const { session } = model;
    if (session === null) return;
    const { data: team } = await call('GET', teamPath(''), { token: session.token });
    const order = await myOrder(session, team);
    const vouchers = order?.fulfilledAt ? await vouchersOf(session, order) : [];
    if (model.session !== session) return;
    if (model.awaiting && order?.status !== 'pendingPayment') stopAwaiting();
    change({ order, vouchers, missing: false, failing: false });
    onTeam(team);
  }, error => {
    if (error.status === 404) change({ missing: true });
    if (error.status === 401) onRefused(error);
    const again = error.status !== 404 && error.status !== 401;
    change({ failing: again });
    return again;
  });
}

async function myOrder(session, team) {
  const id = orderOfSeat(session.customerId, team.id) ?? await likelyOrder(session, team);
  if (id === null) return null;
  return (await call('GET', `/api/orders/${encodeURIComponent(id)}`, { token: session.token })).data;
}

/** Seen on another device than the one that took the seat: the newest order of this campaign that fits my seat. */
async function likelyOrder(session, team) {
  const seat = team.members.find(member => member.seat === team.mySeat);
  if (!seat) return null;
  const fits = seat.paid ? ['paid', 'fulfilled'] : ['pendingPayment', 'closing', 'refunding'];
  const { data } = await call('GET', `/api/orders?limit=${OrdersLookedAt}`, { token: session.token });
  return data.orders.find(order => order.saleId === team.groupBuyId && fits.includes(order.status))?.id ?? null;
}
