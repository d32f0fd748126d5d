// My orders: what each waits for, how long, and the way out.
import { byId, el, keyed, mark, put, show } from '../dom.js';
import { dateTime, left, yuan } from '../format.js';
import { text } from '../texts.js';
import { model, sortedOrders } from './model.js';

export function renderOrders(now, onCancel) {
  const orders = model.session ? sortedOrders() : [];
  show(byId('orders-empty'), orders.length === 0);
  put(byId('orders-empty'), text(model.session ? 'sale.orders.empty' : 'sale.orders.loginFirst'));
  show(byId('older'), orders.length > 0 && model.moreOrders);
  keyed(byId('orders'), orders, order => order.id, order => orderNode(order, onCancel));
  for (const entry of byId('orders').keyedNodes.values()) entry.tick(now);
}

const pageOf = id => `/orders/${encodeURIComponent(id)}`;

function orderNode({ id }, onCancel) {
  const title = el('a', { className: 'order-title', href: pageOf(id), testid: 'order-link' });
  const about = el('span', { className: 'muted' });
  const status = el('span', { className: 'order-status', testid: 'order-status' });
  const timer = el('b', { testid: 'order-left' });
  const timerWord = el('span');
  const waiting = el('p', { className: 'order-wait' }, timerWord, timer);
  const pay = el('a', { className: 'button main', href: pageOf(id), text: text('sale.orders.pay'), testid: 'order-pay' });
  const cancel = el('button', { type: 'button', className: 'plain', testid: 'order-cancel', onclick: () => onCancel(id) });
  const node = el('li', { className: 'order', testid: 'order' },
    el('div', { className: 'order-head' }, title, status), about, el('div', { className: 'order-foot' }, waiting, cancel, pay));
  node.dataset.orderId = id;

  let order = null;
  return {
    node,
    update(next) {
      order = next;
      mark(node, 'status', order.status);
      put(title, order.title);
      const units = text('sale.orders.quantity', { n: order.quantity });
      put(about, `${units} · ¥${yuan(order.amountFen)} · ${dateTime(order.createdAt)}`);
      const cause = text(`sale.orders.cause.${order.cause}`);
      const word = text(`sale.orders.status.${order.status}`);
      put(status, order.status === 'cancelled' && cause ? cause : word);
      const open = order.status === 'pendingPayment';
      const busy = model.cancelling.has(id);
      show(cancel, open);
      show(pay, open);
      cancel.disabled = busy;
      put(cancel, text(busy ? 'sale.orders.cancelling' : 'sale.orders.cancel'));
    },
    tick(now) {
      const open = order.status === 'pendingPayment';
      show(waiting, open);
      if (!open) return;
      const rest = Date.parse(order.payBy) - now;
      put(timerWord, text(rest > 0 ? 'sale.orders.left' : 'sale.orders.overdue'));
      put(timer, rest > 0 ? left(rest) : '');
      cancel.disabled = model.cancelling.has(id) || rest <= 0;
    },
  };
}
