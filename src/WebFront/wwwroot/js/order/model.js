// What the order's page knows.
import { idle } from '../retrier.js';
import { observed } from '../observed.js';

export const orderId = decodeURIComponent(location.pathname.split('/').at(-1));

export const { model, onRender, change } = observed({
  session: null, // { name, customerId, token, expiresAt }
  live: 'connecting',
  order: null, // GET /api/orders/{id}
  vouchers: [], // of this order
  missing: false, // there is no such order for me
  failing: false, // the last try to fetch it failed: what is shown may be old
  request: idle, // { kind: 'pay'|'cancel'|'refund', phase, attempt, ... }: progress of the current request
  awaiting: false, // back from the pay page, and the money is not seen yet
  outcome: null, // { kind: 'good'|'bad'|'info', text }
});

const moving = new Set(['closing', 'paid', 'refunding']);

export const isPending = order => order.status === 'pendingPayment';

export const isUnderWay = refund => ['awaitingApproval', 'pending', 'accepted'].includes(refund.state);

/** Does something go on here without anybody's doing? Then the page asks now and then, should the news of it get lost. */
export function isMoving(order, now) {
  if (isPending(order)) return model.awaiting || now >= Date.parse(order.payBy);
  return moving.has(order.status) || order.refunds.some(isUnderWay);
}

/** May what is shown have changed unseen? */
export const isStale = () =>
  model.order !== null && (model.failing || model.live === 'reconnecting' || model.live === 'offline');
