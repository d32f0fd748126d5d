// Looking an order up: its money, its refunds, and giving money back for a customer.
import { call } from '../api.js';
import { byId, el, put, show } from '../dom.js';
import { dateTime, fenOf, yuan } from '../format.js';
import { newKey } from '../key.js';
import { Loader } from '../loader.js';
import { problemText, text } from '../texts.js';
import { act } from './act.js';
import { ask, reasonField } from './ask.js';
import { change, model } from './model.js';

const anId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function setUpOrders(again) {
  let wanted = null;
  let order = null;
  let trouble = '';
  let rendered = null;

  const loader = new Loader(async () => {
    if (wanted === null) return;
    const id = wanted;
    const { data } = await call('GET', `/api/admin/orders/${encodeURIComponent(id)}`, { token: model.session?.token });
    if (id === wanted) [order, trouble] = [data, ''];
    change();
  }, error => {
    trouble = error.status === 404 ? text('desk.orders.notFound') : problemText(error);
    if (error.status === 404) [order, wanted] = [null, null];
    change();
    if (error.slug === 'unauthenticated') again(error);
    return false;
  });

  byId('find').addEventListener('submit', event => {
    event.preventDefault();
    const id = byId('find-id').value.trim();
    [order, trouble, wanted] = [null, anId.test(id) ? '' : text('desk.orders.invalid'), anId.test(id) ? id.toLowerCase() : null];
    change();
    loader.ask();
  });

  function render() {
    put(byId('find-trouble'), trouble);
    show(byId('found'), order !== null);
    // Drawn anew when it was fetched anew, so that what is selected or about to be pressed stays.
    const state = JSON.stringify([order, order && model.busy.has(order.id)], (name, value) => (name === 'serverTime' ? undefined : value));
    if (state === rendered) return;
    rendered = state;
    byId('found').replaceChildren(...(order === null ? [] : drawn(order, () => void refund(order, again))));
  }

  return { render, ask: () => loader.ask(), forget: () => ([order, wanted] = [null, null]) };
}

function drawn(order, onRefund) {
  const left = leftOf(order);
  const button = el('button', { type: 'button', className: 'danger', testid: 'staff-refund', text: text('desk.orders.refund'), onclick: onRefund });
  button.disabled = left <= 0 || order.frozen || model.busy.has(order.id);
  const state = order.frozen ? text('order.state.frozen') : text(`sale.orders.status.${order.status}`);
  return [
    el('div', { className: 'desk-head' }, el('h2', { text: order.title }), el('span', { className: 'badge', testid: 'found-state', text: state }), button),
    el('p', { className: 'muted', text: `¥${yuan(order.amountFen)} · ${text('desk.orders.placed', { time: dateTime(order.createdAt), n: order.quantity })} · ${order.id}` }),
    el('h3', { text: text('desk.orders.payments') }), listed('found-payments', order.payments.map(payment => text('desk.orders.payment', {
      amount: yuan(payment.amountFen), state: text(`desk.orders.paymentState.${payment.state}`), time: dateTime(payment.paidAt),
    }))),
    el('h3', { text: text('desk.orders.refunds') }), listed('found-refunds', order.refunds.map(refund => text('desk.orders.refundLine', {
      amount: yuan(refund.amountFen), state: text(`desk.refund.state.${refund.state}`), cause: text(`desk.refund.cause.${refund.cause}`), time: dateTime(refund.createdAt),
    }))),
  ];
}

const listed = (testid, lines) => el('ul', { testid, className: 'plain-lines' },
  ...(lines.length > 0 ? lines.map(line => el('li', { text: line })) : [el('li', { className: 'muted', text: text('desk.orders.none') })]));

/** What was kept of the order's money and neither went back nor is about to. */
const leftOf = order => order.payments.filter(payment => payment.state === 'kept').reduce((sum, payment) => sum + payment.amountFen - payment.refundFen, 0);

async function refund(order, again) {
  const left = leftOf(order);
  const values = await ask({
    heading: text('desk.orders.ask.heading'), body: text('desk.orders.ask.body', { amount: yuan(left) }), yes: text('desk.orders.refund'), danger: true,
    fields: [
      {
        name: 'amountFen', label: text('desk.ask.amount'), mode: 'decimal', value: (left / 100).toFixed(2), trouble: text('desk.ask.amountNeeded'),
        read: words => (fenOf(words) > 0 ? fenOf(words) : null),
      },
      reasonField(),
    ],
  });
  if (values === null) return;
  const amount = yuan(values.amountFen);
  await act({
    id: order.id, path: `/api/admin/orders/${encodeURIComponent(order.id)}/refunds`, key: newKey(), repeat: true, body: values,
    done: data => text(`desk.orders.asked.${data.state === 'awaitingApproval' ? 'awaiting' : 'pending'}`, { amount }),
  }, again);
}
