// Renders the customer's orders: next step, deadline and cancellation.
import { byId, el, keyed, setData, setText, setVisible } from '../dom.js';
import { dateTime, left, litres, yuan } from '../format.js';
import { text } from '../texts.js';
import { model, sortedOrders } from './model.js';

export function renderOrders(now, onCancel) {
  const orders = model.session ? sortedOrders() : [];
  setVisible(byId('orders-empty'), orders.length === 0);
  setText(byId('orders-empty'), text(model.session ? 'sale.orders.empty' : 'sale.orders.loginFirst'));
  setVisible(byId('older'), orders.length > 0 && model.moreOrders);
  keyed(
    byId('orders'),
    orders,
    order => order.id,
    order => orderNode(order, onCancel),
  );
  for (const entry of byId('orders').keyedNodes.values()) entry.tick(now);
}

/** The driver's page handles fuel orders: payment, cancellation and receipt. */
const pageOf = ({ id, type }) =>
  type === 'fuel' ? `/drive?order=${encodeURIComponent(id)}` : `/orders/${encodeURIComponent(id)}`;

const titleOf = order =>
  order.type === 'fuel'
    ? text('sale.orders.fuel', { station: order.title, n: order.fuel.pump, grade: order.fuel.grade })
    : order.title;

function unitsOf({ type, quantity, fuel }) {
  if (type !== 'fuel') return text('sale.orders.quantity', { n: quantity });
  return fuel.volumeMl === null
    ? text('sale.orders.unfuelled')
    : text('sale.orders.litres', { n: litres(fuel.volumeMl) });
}

function statusOf({ status, cause, fuel }) {
  if (fuel?.phase === 'backOffice') return text('sale.orders.backOffice');
  return (status === 'cancelled' && text(`sale.orders.cause.${cause}`)) || text(`sale.orders.status.${status}`);
}

function orderNode(first, onCancel) {
  const { id } = first;
  const title = el('a', { className: 'order-title', href: pageOf(first), testid: 'order-link' });
  const about = el('span', { className: 'muted' });
  const status = el('span', { className: 'order-status', testid: 'order-status' });
  const timer = el('b', { testid: 'order-left' });
  const timerWord = el('span');
  const waiting = el('p', { className: 'order-wait' }, timerWord, timer);
  const pay = el('a', {
    className: 'button main',
    href: pageOf(first),
    text: text('sale.orders.pay'),
    testid: 'order-pay',
  });
  const cancel = el('button', {
    type: 'button',
    className: 'plain',
    testid: 'order-cancel',
    onclick: () => onCancel(id),
  });
  const node = el(
    'li',
    { className: 'order', testid: 'order' },
    el('div', { className: 'order-head' }, title, status),
    about,
    el('div', { className: 'order-foot' }, waiting, cancel, pay),
  );
  node.dataset.orderId = id;

  let order = null;
  return {
    node,
    update(next) {
      order = next;
      setData(node, 'status', order.status);
      setText(title, titleOf(order));
      setText(about, `${unitsOf(order)} · ¥${yuan(order.amountFen)} · ${dateTime(order.createdAt)}`);
      setText(status, statusOf(order));
      const open = order.status === 'pendingPayment';
      const busy = model.cancelling.has(id);
      setVisible(cancel, open && order.type !== 'fuel');
      setVisible(pay, open);
      cancel.disabled = busy;
      setText(cancel, text(busy ? 'sale.orders.cancelling' : 'sale.orders.cancel'));
    },
    tick(now) {
      const open = order.status === 'pendingPayment';
      setVisible(waiting, open);
      if (!open) return;
      const rest = Date.parse(order.payBy) - now;
      setText(timerWord, text(rest > 0 ? 'sale.orders.left' : 'sale.orders.overdue'));
      setText(timer, rest > 0 ? left(rest) : '');
      cancel.disabled = model.cancelling.has(id) || rest <= 0;
    },
  };
}
