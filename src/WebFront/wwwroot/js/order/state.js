// Renders the order's state in large letters, and the next step.
import { byId, el, keyed, setData, setText, setVisible } from '../dom.js';
import { left, timeOfDay, yuan } from '../format.js';
import { text } from '../texts.js';
import { isPending, isStale, model } from './model.js';

const stepNames = ['placed', 'paid', 'fulfilled'];
const reached = { pendingPayment: 1, closing: 1, paid: 2, fulfilled: 3 };

export function renderState(order, now) {
  const kind = kindOf(order, now);
  setData(byId('order'), 'kind', kind);
  setData(byId('order'), 'status', order.status);
  setText(byId('state'), text(`order.state.${kind}`));
  setText(byId('says'), text(`order.says.${kind}`, { time: timeOfDay(order.payBy), amount: yuan(order.amountFen) }));
  renderCountdown(order, now);
  renderSteps(order);
  setText(byId('title'), order.title);
  setText(byId('amount'), `¥${yuan(order.amountFen)}`);
  setText(byId('units'), text('order.units', { n: order.quantity }));
  const back = order.refunds
    .filter(refund => refund.state === 'succeeded')
    .reduce((sum, refund) => sum + refund.amountFen, 0);
  setText(byId('back'), back > 0 ? text('order.back', { amount: yuan(back) }) : '');
  setVisible(byId('to-team'), Boolean(order.teamId));
  byId('to-team').href = `/team/${encodeURIComponent(order.teamId)}`;
  setVisible(byId('stale'), isStale());
  setText(byId('number'), order.id);
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
