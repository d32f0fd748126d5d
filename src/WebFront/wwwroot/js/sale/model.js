// The state of the sale page.
import { observed } from '../observed.js';

const rank = { pendingPayment: 0, closing: 1, paid: 2, cancelled: 2, fulfilled: 3, refunding: 4, refunded: 5 };

export const { model, onRender, change } = observed({
  session: null, // { name, customerId, token, expiresAt }
  sales: [], // the listed sales, with the newest known values
  groups: [], // the listed group buys
  loaded: false,
  loadFailed: false,
  saleId: null, // the selected sale
  live: 'connecting',
  orders: new Map(), // the customer's orders by id
  moreOrders: false,
  cancelling: new Set(),
  quantity: 1,
  purchase: { phase: 'idle' },
  barred: null, // { saleId, why, until }: a sale in which the customer must wait
  outcome: null, // { kind: 'good'|'bad'|'info', text }
});

/** True when the shown sale may have changed without a live event. */
export const isStale = live => live === 'reconnecting' || live === 'offline';

export const shownSale = () => model.sales.find(sale => sale.id === model.saleId) ?? null;

export function putSale(sale) {
  const known = model.sales.some(other => other.id === sale.id);
  change({ sales: known ? model.sales.map(other => (other.id === sale.id ? sale : other)) : [...model.sales, sale] });
}

/** Keeps the further status: order statuses only move forward, so a slow answer cannot reset one. */
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

/** The units that count against the customer's limit, as far as the page knows. The server decides. */
export function myUnits(saleId) {
  let units = 0;
  for (const order of model.orders.values()) {
    if (order.saleId === saleId && rank[order.status] <= 3 && order.status !== 'cancelled') units += order.quantity;
  }
  return units;
}
