// Loads a team with the customer's order and its vouchers.
import { call } from '../api.js';
import { Loader } from '../loader.js';
import { vouchersOf } from '../vouchers/data.js';
import { change, model, teamPath } from './model.js';

/** onTeam(team, order) receives each answer, onRefused(error) a refused token; every other failure is retried. */
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
      change({ order, vouchers, missing: false, failing: false });
      onTeam(team, order);
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
