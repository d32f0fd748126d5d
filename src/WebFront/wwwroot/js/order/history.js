// The history of an order, from the order itself, its payments and its refunds.
import { byId, el, keyed, setData, setText } from '../dom.js';
import { dateTime, yuan } from '../format.js';
import { text } from '../texts.js';
import { discountOf, isUnderWay } from './model.js';

export function renderHistory(order) {
  keyed(
    byId('history'),
    eventsOf(order),
    event => event.key,
    () => {
      const word = el('b');
      const detail = el('span', { className: 'muted' });
      const time = el('time', { className: 'muted' });
      const node = el('li', { testid: 'event' }, el('div', {}, word, detail), time);
      return {
        node,
        update(event) {
          setData(node, 'kind', event.kind);
          setText(word, event.word);
          setText(detail, event.detail ?? '');
          setText(time, event.at ? dateTime(event.at) : '');
        },
      };
    },
  );
}

/** Entries { key, kind: 'done'|'now'|'bad'|'back', word, detail, at }: past ones by time, current ones last. */
export function eventsOf(order) {
  const since = [
    ...order.payments.flatMap(paymentEvents),
    ...(order.fulfilledAt ? [event('fulfilled', 'done', order.fulfilledAt)] : []),
    ...(order.status === 'cancelled'
      ? [event('cancelled', 'bad', order.closedAt, text(`order.history.cause.${order.cause}`))]
      : []),
    ...order.refunds.flatMap(refundEvents),
  ];
  since.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  const now = nowOf(order);
  // WeChat's times are whole seconds, so a quick payment may seem older than its order.
  return [event('created', 'done', order.createdAt), ...since, ...(now ? [event(now, 'now', null)] : [])];
}

function nowOf(order) {
  if (order.frozen) return 'frozen';
  if (order.refunds.some(isUnderWay)) return 'refundUnderWay';
  return (
    { pendingPayment: 'awaitsPayment', closing: 'closing', paid: order.teamId ? 'awaitsTeam' : 'issuing' }[
      order.status
    ] ?? null
  );
}

function paymentEvents(payment) {
  const key = `paid/${payment.transactionId}`;
  const discount = discountOf(payment);
  const split =
    discount > 0 ? ` · ${text('order.split', { payer: yuan(payment.payerFen), discount: yuan(discount) })}` : '';
  const paid = { ...event('paid', 'done', payment.paidAt, `¥${yuan(payment.amountFen)}${split}`), key };
  return payment.state === 'frozen'
    ? [paid, { ...event('paymentFrozen', 'bad', payment.paidAt), key: `${key}/frozen` }]
    : [paid];
}

function refundEvents(refund) {
  const key = `refund/${refund.outRefundNo}`;
  const asked = {
    ...event(`refundAsked.${refund.cause}`, 'back', refund.createdAt, `¥${yuan(refund.amountFen)}`),
    key,
  };
  if (isUnderWay(refund)) return [asked];
  const kind = refund.state === 'succeeded' ? 'back' : 'bad';
  return [asked, { ...event(`refundEnd.${refund.state}`, kind, refund.updatedAt), key: `${key}/end` }];
}

function event(name, kind, at, detail) {
  return { key: name, kind, word: text(`order.history.${name}`), detail, at };
}
