// The order search: money, vouchers and refunds of one order, and a refund on the customer's behalf.
import { call } from '../../api.js';
import { byId, el, setText, setVisible } from '../../dom.js';
import { dateTime, yuan } from '../../format.js';
import { problemText, text } from '../../texts.js';
import { StaffLoader } from '../loader.js';
import { change, model } from '../model.js';
import { openPlace } from '../views.js';
import { payerWords, splitWords } from './money.js';
import { leftOf, refundForCustomer } from './refund.js';
import { drawShipping } from './shipping.js';

const anId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function setUpOrders(onActed) {
  let wanted = null;
  let file = null;
  let trouble = '';
  let drawn = null;
  let followed = ''; // the order of the address that was looked up last

  async function load() {
    if (wanted === null) return;
    const id = wanted;
    const { data } = await call('GET', `/api/admin/orders/${encodeURIComponent(id)}`, {
      token: model.session?.token,
    });
    if (id === wanted) [file, trouble] = [data, ''];
    change();
  }

  const loader = new StaffLoader(load, error => {
    trouble = error.status === 404 ? text('console.orders.notFound') : problemText(error);
    if (error.status === 404) [file, wanted] = [null, null];
    change();
    if (error.slug === 'unauthenticated') onActed(error);
    return false;
  });

  /** The sums are fetched first: another tab or a colleague may have refunded since the page was drawn. */
  async function startRefund({ order: { id } }) {
    model.busy.add(id);
    change();
    try {
      await load();
    } catch (error) {
      trouble = problemText(error);
      return;
    } finally {
      model.busy.delete(id);
      change();
    }
    if (file?.order.id === id) await refundForCustomer(file, onActed);
  }

  byId('find').addEventListener('submit', event => {
    event.preventDefault();
    lookUp(byId('find-id').value.trim());
    if (wanted !== null) openPlace('orders', (followed = wanted));
  });

  function lookUp(id) {
    [file, trouble, wanted] = [
      null,
      anId.test(id) ? '' : text('console.orders.invalid'),
      anId.test(id) ? id.toLowerCase() : null,
    ];
    change();
    loader.refresh();
  }

  /** Looks up the order of an address that was reloaded, linked or gone back to. */
  function follow() {
    const place = model.places.orders ?? '';
    if (place === followed) return;
    byId('find-id').value = followed = place;
    if (place === '') [file, trouble, wanted] = [null, '', null];
    else lookUp(place);
  }

  function render() {
    setText(byId('find-trouble'), trouble);
    setVisible(byId('found'), file !== null);
    // A render without changes keeps the nodes, so a selection or a press is not lost.
    const timeless = (name, value) => (name === 'serverTime' ? undefined : value);
    const state = JSON.stringify([file, file && model.busy.has(file.order.id)], timeless);
    if (state === drawn) return;
    drawn = state;
    byId('found').replaceChildren(
      ...(file === null ? [] : [...draw(file, () => void startRefund(file)), ...drawShipping(file, onActed)]),
    );
  }

  function refresh() {
    follow();
    loader.refresh();
  }

  function clear() {
    [file, wanted, trouble, followed] = [null, null, '', ''];
    byId('find-id').value = '';
  }

  return { render, refresh, clear };
}

function draw(file, onRefund) {
  const { order, payments, refunds, vouchers } = file;
  const word = text(`console.orders.${model.busy.has(order.id) ? 'refunding' : 'refundForCustomer'}`);
  const button = el('button', {
    type: 'button',
    className: 'danger',
    testid: 'staff-refund',
    text: word,
    onclick: onRefund,
  });
  button.disabled = leftOf(file) <= 0 || file.frozen || model.busy.has(order.id);
  const state = file.frozen ? text('console.orders.frozen') : text(`sale.orders.status.${order.status}`);
  const badge = el('span', { className: 'badge', testid: 'found-state', text: state });
  const placed = text('console.orders.placed', { time: dateTime(order.createdAt), n: order.quantity });
  return [
    el('div', { className: 'panel-head' }, el('h2', { text: order.title }), badge, button),
    el('p', { className: 'muted', text: `¥${yuan(order.amountFen)} · ${placed} · ${order.id}` }),
    ...listed(
      'payments',
      payments.map(payment => ({
        amount: yuan(payment.amountFen),
        state: text(`console.orders.paymentState.${payment.state}`),
        time: dateTime(payment.paidAt),
        more: more(splitWords(payment)),
      })),
    ),
    ...listed(
      'vouchers',
      vouchers.map(voucher => ({
        title: voucher.title,
        state: text(`console.orders.voucherState.${voucher.state}`),
        amount: yuan(voucher.priceFen),
      })),
    ),
    ...listed(
      'refunds',
      refunds.map(refund => ({
        amount: yuan(refund.amountFen),
        state: text(`console.refund.state.${refund.state}`),
        cause: text(`console.refund.cause.${refund.cause}`),
        time: dateTime(refund.createdAt),
        more: more(payerWords(refund)),
      })),
    ),
  ];
}

const more = words => (words === '' ? '' : ` · ${words}`);

function listed(name, lines) {
  const items = lines.map(values => el('li', { text: text(`console.orders.${name.slice(0, -1)}`, values) }));
  const none = el('li', { className: 'muted', text: text('console.orders.none') });
  return [
    el('h3', { text: text(`console.orders.${name}`) }),
    el('ul', { testid: `found-${name}`, className: 'plain-lines' }, ...(items.length > 0 ? items : [none])),
  ];
}
