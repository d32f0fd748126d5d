// The buttons for the customer's seat: take, pay, leave.
import { barredText, isBarred } from '../barred.js';
import { byId, keyed, setText, setVisible } from '../dom.js';
import { left, timeOfDay, yuan } from '../format.js';
import { pendingSeat, renderOutcome } from '../group/seat.js';
import { isWorking } from '../retrier.js';
import { text } from '../texts.js';
import { ticketNode } from '../vouchers/ticket.js';
import { model, teamPath } from './model.js';
import { isOver } from './view.js';

const moving = new Set(['pendingPayment', 'closing', 'paid', 'refunding']);
const ended = new Set(['cancelled', 'refunded', 'refunding']);

export const isMoving = (team, order, now) =>
  team !== null &&
  ((team.status === 'open' && Date.parse(team.deadline) <= now) || (order !== null && moving.has(order.status)));

export function renderBar(team, now) {
  const { order, request, session } = model;
  const busy = isWorking(request);
  const over = isOver(team, now);
  const pending = order?.status === 'pendingPayment' && !order.frozen && Date.parse(order.payBy) > now;
  renderOutcome(model, model.awaiting && pending);
  const sits = team.mySeat !== null;
  const unsure = pendingSeat(session, teamPath('/seats')) !== null;
  const joinable =
    !over &&
    now < Date.parse(team.joinBy) &&
    !sits &&
    team.taken < team.size &&
    (order === null || ended.has(order.status));
  setVisible(byId('join'), joinable || unsure);
  setVisible(byId('pay'), pending && !model.awaiting);
  setVisible(byId('leave'), !over && sits && order !== null && !ended.has(order.status));
  setVisible(byId('another'), !joinable && !unsure && (!sits || team.status === 'failed'));
  byId('another').href = `/group/${encodeURIComponent(team.groupBuyId)}`;
  for (const id of ['join', 'pay', 'leave']) byId(id).disabled = busy;
  renderBarred(joinable && !busy && !unsure, now);
  const going = kind => busy && request.kind === kind;
  setText(
    byId('join'),
    text(`group.team.join.${going('join') ? 'going' : unsure ? 'resume' : 'go'}`, { price: yuan(team.priceFen) }),
  );
  setText(byId('pay'), text(`group.team.pay.${going('pay') ? 'going' : 'go'}`));
  setText(byId('leave'), text(`group.team.leave.${going('leave') ? 'going' : 'go'}`));
  renderOrder(order, pending, now);
}

function renderBarred(joinable, now) {
  const barred = joinable && isBarred(model.barred, now);
  if (barred) byId('join').disabled = true;
  setText(byId('barred'), barred ? barredText(model.barred, now) : '');
}

function renderOrder(order, pending, now) {
  setVisible(byId('mine'), order !== null);
  setText(
    byId('pay-by'),
    pending
      ? text('group.team.mine.payBy', {
          time: timeOfDay(order.payBy),
          amount: yuan(order.amountFen),
          left: left(Date.parse(order.payBy) - now),
        })
      : '',
  );
  if (order === null) return;
  const state = pending && model.awaiting ? 'awaiting' : order.status;
  setText(byId('order-state'), text(`group.team.order.${state}`));
  byId('to-order').href = `/orders/${encodeURIComponent(order.id)}`;
}

export function renderTickets(now) {
  setVisible(byId('tickets-card'), model.vouchers.length > 0);
  const items = model.vouchers.map(voucher => ({ voucher, now }));
  keyed(
    byId('tickets'),
    items,
    ({ voucher }) => voucher.id,
    ({ voucher }) => ticketNode(voucher, model.session),
  );
}
