// The state of the order's page.
import { observed } from '../observed.js';
import { idle } from '../retrier.js';

export const orderId = decodeURIComponent(location.pathname.split('/').at(-1));

export const { model, onRender, change } = observed({
  session: null, // { name, customerId, token, expiresAt }
  live: 'connecting',
  order: null, // GET /api/orders/{id}
  vouchers: [], // the vouchers of this order
  missing: false, // the customer has no such order
  failing: false, // the last fetch failed, so the shown order may be old
  request: idle, // { kind: 'pay'|'cancel'|'refund', phase, attempt, ... }: progress of the current request
  awaiting: false, // back from paying: WeChat is being asked, and no second payment is offered
  left: false, // the customer went to pay, and the order shows no payment yet
  outcome: null, // { kind: 'good'|'bad'|'info', text }
});

/** The payment that the order keeps, or the last one that came. */
export const paymentOf = order =>
  order.payments.find(payment => payment.state === 'kept') ?? order.payments.at(-1) ?? null;

/** The part of a payment that a promotion of WeChat paid, in fen. */
export const discountOf = payment => (payment === null ? 0 : payment.amountFen - payment.payerFen);

export const isBack = refund => refund.state === 'succeeded';

const moving = new Set(['closing', 'paid', 'refunding']);

export const isPending = order => order.status === 'pendingPayment';

export const isUnderWay = refund => ['awaitingApproval', 'stopping', 'pending', 'accepted'].includes(refund.state);

/** True while the order changes without the customer. The page then polls, in case a live event is lost. */
export function isMoving(order, now) {
  if (isPending(order)) return model.left || now >= Date.parse(order.payBy);
  // Vouchers are held until their order is fulfilled: the news of their issue may come before this page knows them.
  const issuing = model.vouchers.some(voucher => voucher.state === 'held');
  return moving.has(order.status) || issuing || order.refunds.some(isUnderWay);
}

/** True when the shown order may have changed without a live event. */
export const isStale = () =>
  model.order !== null && (model.failing || model.live === 'reconnecting' || model.live === 'offline');
