// Loads sales and orders over HTTP, at first and while the live connection is down.
import { call } from '../api.js';
import { backoff } from '../backoff.js';
import { clock } from '../clock.js';
import { change, model, putOrders, putSale } from './model.js';
import { bestOf } from './phase.js';

const OrdersAtOnce = 20;

export async function loadSales() {
  try {
    const { data } = await call('GET', '/api/flash-sales');
    // The live connection is newer than this list.
    const shown = model.live === 'live' ? model.sales.find(sale => sale.id === model.saleId) : null;
    const sales = data.sales.map(sale => (sale.id === shown?.id ? shown : sale));
    if (shown && !sales.some(sale => sale.id === shown.id)) sales.push(shown);
    change({ sales, loaded: true, loadFailed: false });
    return true;
  } catch {
    change({ loadFailed: true });
    return false;
  }
}

/** Group buys are less urgent: a failure waits for the next round. */
export async function loadGroups() {
  const answer = await call('GET', '/api/group-buys').catch(() => null);
  if (answer !== null) change({ groups: answer.data.groupBuys });
}

export async function loadSalesUntilThere() {
  for (let attempt = 0; !(await loadSales()); attempt++) {
    await new Promise(resolve => setTimeout(resolve, backoff(attempt)));
  }
}

/** A linked sale may be missing from the list because of its age. */
export async function loadSale(id) {
  try {
    const { data } = await call('GET', `/api/flash-sales/${encodeURIComponent(id)}`);
    putSale(data.sale);
    return true;
  } catch {
    return false;
  }
}

export const firstChoice = () => bestOf(model.sales, clock.now())[0]?.id ?? null;

export async function loadOrders(before = null) {
  const session = model.session;
  if (!session) return;
  const page = before ? `&before=${encodeURIComponent(before)}` : '';
  const { data } = await call('GET', `/api/orders?limit=${OrdersAtOnce}${page}`, { token: session.token });
  if (model.session !== session) return;
  putOrders(data.orders);
  change({ moreOrders: data.next !== null });
}

export async function loadOrder(id) {
  const session = model.session;
  const { data } = await call('GET', `/api/orders/${encodeURIComponent(id)}`, { token: session.token });
  if (model.session === session) putOrders([data]);
}

export async function cancelOrder(id) {
  const session = model.session;
  const { data } = await call('POST', `/api/orders/${encodeURIComponent(id)}/cancel`, { token: session.token });
  if (model.session === session) putOrders([data]);
}
