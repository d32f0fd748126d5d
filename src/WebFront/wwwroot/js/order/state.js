// Renders the order's state in large letters, and the next step.
import { byId, el, keyed, setData, setText, setVisible } from '../dom.js';
import { left, timeOfDay, yuan } from '../format.js';
import { text } from '../texts.js';
import { discountOf, isBack, isPending, isStale, model, paymentOf } from './model.js';

const stepNames = ['placed', 'paid', 'fulfilled'];
const reached = { pendingPayment: 1, closing: 1, paid: 2, fulfilled: 3 };

export function renderState(order, now) {
  const kind = kindOf(order, now);
  setData(byId('order'), 'kind', kind);
  setData(byId('order'), 'status', order.status);
  setText(byId('state'), text(`order.state.${kind}`));
  const back = backOf(order);
  setText(byId('says'), saysOf(order, kind, back));
  renderCountdown(order, now);
  renderSteps(order);
  setText(byId('title'), order.title);
  setText(byId('amount'), `¥${yuan(order.amountFen)}`);
  setText(byId('units'), text('order.units', { n: order.quantity }));
  setText(byId('split'), splitOf(paymentOf(order)));
  setText(byId('back'), back.amountFen > 0 ? backWords(back) : '');
  setVisible(byId('to-team'), Boolean(order.teamId));
  byId('to-team').href = `/team/${encodeURIComponent(order.teamId)}`;
  setVisible(byId('stale'), isStale());
  setText(byId('number'), order.id);
}

/** The sums of the refunds that succeeded; payerFen is null when WeChat did not say it for each of them. */
function backOf(order) {
  const back = order.refunds.filter(isBack);
  const sum = name => back.reduce((total, refund) => total + refund[name], 0);
  return {
    amountFen: sum('amountFen'),
    payerFen: back.some(refund => refund.payerFen === null) ? null : sum('payerFen'),
  };
}

function backWords({ amountFen, payerFen }) {
  const split = payerFen !== null && payerFen !== amountFen;
  return text(split ? 'order.backSplit' : 'order.back', { amount: yuan(amountFen), payer: yuan(payerFen ?? 0) });
}

function saysOf(order, kind, back) {
  const partly = kind === 'refunded' && back.amountFen < (paymentOf(order)?.amountFen ?? 0);
  const amount = yuan(partly ? back.amountFen : order.amountFen);
  return text(`order.says.${partly ? 'refundedPart' : kind}`, { time: timeOfDay(order.payBy), amount });
}

function splitOf(payment) {
  const discount = discountOf(payment);
  return discount > 0 ? text('order.split', { payer: yuan(payment.payerFen), discount: yuan(discount) }) : '';
}

/** The state to show: frozen, awaiting and overdue take precedence over the bare status. */
function kindOf(order, now) {
  if (order.frozen) return 'frozen';
  if (isPending(order)) {
    if (model.awaiting) return 'awaiting';
    return now >= Date.parse(order.payBy) ? 'overdue' : 'pendingPayment';
  }
  if (order.status === 'cancelled') return order.cause;
  if (order.status === 'paid' && order.teamId) return 'waitsForTeam';
  return order.status;
}

function renderCountdown(order, now) {
  const rest = Date.parse(order.payBy) - now;
  const counting = isPending(order) && !order.frozen && rest > 0;
  setVisible(byId('left'), counting);
  if (counting) setText(byId('left').querySelector('b'), left(rest));
}

/** The steps of a successful order; the history shows every other course. */
function renderSteps(order) {
  const done = reached[order.status] ?? 0;
  setVisible(byId('steps'), done > 0 && !order.frozen);
  keyed(
    byId('steps'),
    stepNames,
    name => name,
    name => {
      const node = el('li', { text: text(`order.steps.${name}`) });
      return { node, update: () => {} };
    },
  );
  for (const [index, { node }] of [...byId('steps').keyedNodes.values()].entries()) setData(node, 'done', index < done);
}
