// Loads the order and its vouchers.
import { call } from '../api.js';
import { Loader } from '../loader.js';
import { vouchersOf } from '../vouchers/data.js';
import { change, model, orderId } from './model.js';

const path = `/api/orders/${encodeURIComponent(orderId)}`;

export const orderPath = tail => `${path}${tail}`;

/** onOrder(order) receives each answer, onRefused(error) a definite failure; every other failure is retried. */
export function keepLoaded(onOrder, onRefused) {
  return new Loader(
    () => load(onOrder),
    error => {
      if (error.status === 404) change({ missing: true });
      if (error.status === 401) onRefused(error);
      const again = error.status !== 404 && error.status !== 401;
      change({ failing: again });
      return again;
    },
  );
}

async function load(onOrder) {
  const { session } = model;
  if (session === null) return;
  const { data: order } = await call('GET', path, { token: session.token });
  const vouchers = order.type !== 'fuel' && order.fulfilledAt ? await vouchersOf(session, order) : [];
  if (model.session !== session) return;
  // The receipt of a fuel order is the driver's page.
  if (order.type === 'fuel') return location.replace(`/drive?order=${encodeURIComponent(order.id)}`);
  change({ order, vouchers, missing: false, failing: false });
  onOrder(order);
}
