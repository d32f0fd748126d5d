// Loads a team with the customer's order and its vouchers.
import { call } from '../api.js';
import { Loader } from '../loader.js';
import { vouchersOf } from '../vouchers/data.js';
import { address, change, model, teamPath } from './model.js';

const payingPlace = () => `fuelgrains.team-paying.${address}`;

export const noteLeaving = () => sessionStorage.setItem(payingPlace(), 'yes');
export const noteBack = () => change({ awaiting: sessionStorage.getItem(payingPlace()) !== null });
export function stopAwaiting() {
  sessionStorage.removeItem(payingPlace());
  change({ awaiting: false });
}

/** onTeam(team) receives each answer, onRefused(error) a refused token; every other failure is retried. */
export function keepLoaded(onTeam, onRefused) {
  return new Loader(
    async () => {
      const { session } = model;
      if (session === null) return;
      const { data: team } = await call('GET', teamPath(''), { token: session.token });
      const order =
        team.myOrder === null
          ? null
          : (await call('GET', `/api/orders/${encodeURIComponent(team.myOrder.id)}`, { token: session.token })).data;
      const vouchers = order?.fulfilledAt ? await vouchersOf(session, order) : [];
      if (model.session !== session) return;
      if (model.awaiting && order?.status !== 'pendingPayment') stopAwaiting();
      change({ order, vouchers, missing: false, failing: false });
      onTeam(team);
    },
    error => {
      if (error.status === 404) change({ missing: true });
      if (error.status === 401) onRefused(error);
      const again = error.status !== 404 && error.status !== 401;
      change({ failing: again });
      return again;
    },
  );
}
