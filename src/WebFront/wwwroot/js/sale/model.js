// What the sale page knows.
import { observed } from '../observed.js';

const rank = { pendingPayment: 0, closing: 1, paid: 2, cancelled: 2, fulfilled: 3, refunding: 4, refunded: 5 };

export const { model, onRender, change } = observed({
  session: null, // { name, customerId, token, expiresAt }
  sales: [], // the list, newest known values
  groups: [], // the group buys, as their list says
  loaded: false,
  loadFailed: false,
  saleId: null, // the one shown large
  live: 'connecting',
  orders: new Map(), // my orders by id
  moreOrders: false,
  cancelling: new Set(),
  quantity: 1,
  purchase: { phase: 'idle' },
  outcome: null, // { kind: 'good'|'bad'|'info', text }
});

/** May what is shown have changed unseen? */
export const isStale = live => live === 'reconnecting' || live === 'offline';

export const shownSale = () => model.sales.find(sale => sale.id === model.saleId) ?? null;

export function putSale(sale) {
  const known = model.sales.some(other => other.id === sale.id);
  change({ sales: known ? model.sales.map(other => (other.id === sale.id ? sale : other)) : [...model.sales, sale] });
}

/** An order's status only ever moves on, so an answer that was slow on its way can not turn it back. */
export function putOrders(orders) {
  for (const order of orders) {
    const known = model.orders.get(order.id);
    if (!known || rank[order.status] >= rank[known.status]) model.orders.set(order.id, { ...known, ...order });
  }
  change();
}

export const sortedOrders = () =>
  [...model.orders.values()].sort(
    (a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt) || (b.id < a.id ? -1 : 1),
  );

/** Units of a sale that count against my limit. Only what is known here: the server has the last word. */
export function myUnits(saleId) {
  let units = 0;
  for (const order of model.orders.values()) {
    if (order.saleId === saleId && rank[order.status] <= 3 && order.status !== 'cancelled') units += order.quantity;
  }
  return units;
}
