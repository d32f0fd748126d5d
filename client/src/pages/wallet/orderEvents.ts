import type { OrderDetail, OrderRefund } from '@/core/api/types';
import { yuan } from '@/core/format/numbers';
import { instant } from '@/core/time/instant';
import { text } from '@/texts/text';
import { isUnderWay, splitOf } from './orderState';

/** A step of an order. done: it helped the order on. back: money on its way back. bad: an end without success. now: what is awaited. */
export interface OrderEvent {
  readonly key: string;
  readonly kind: 'done' | 'back' | 'bad' | 'now';
  readonly word: string;
  readonly detail: string;
  /** Null for what is awaited. */
  readonly at: number | null;
}

/** The history of an order, from the order itself, its payments and its refunds: past steps by time, the current one last. */
export function historyOf(order: OrderDetail): OrderEvent[] {
  const since = [
    ...order.payments.flatMap(paymentEvents),
    ...(order.fulfilledAt === null ? [] : [step('fulfilled', 'done', order.fulfilledAt)]),
    ...(order.status === 'cancelled'
      ? [step('cancelled', 'bad', order.closedAt, text(`order.history.cause.${order.cause}`))]
      : []),
    ...order.refunds.flatMap(refundEvents),
  ].sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  const now = awaited(order);
  // WeChat's times are whole seconds, so a quick payment may seem older than its order.
  return [step('created', 'done', order.createdAt), ...since, ...(now === null ? [] : [step(now, 'now', null)])];
}

function awaited(order: OrderDetail): string | null {
  if (order.frozen) return 'frozen';
  if (order.refunds.some(isUnderWay)) return 'refundUnderWay';
  switch (order.status) {
    case 'pendingPayment':
      return 'awaitsPayment';
    case 'closing':
      return 'closing';
    case 'paid':
      return order.teamId === null ? 'issuing' : 'awaitsTeam';
    default:
      return null;
  }
}

function paymentEvents(payment: OrderDetail['payments'][number]): OrderEvent[] {
  const split = splitOf(payment);
  const detail = `¥${yuan(payment.amountFen)}${split === '' ? '' : ` · ${split}`}`;
  const key = `paid/${payment.transactionId}`;
  const paid: OrderEvent = { ...step('paid', 'done', payment.paidAt, detail), key };
  return payment.state === 'frozen'
    ? [paid, { ...step('paymentFrozen', 'bad', payment.paidAt), key: `${key}/frozen` }]
    : [paid];
}

function refundEvents(refund: OrderRefund): OrderEvent[] {
  const key = `refund/${refund.outRefundNo}`;
  const asked: OrderEvent = {
    ...step(`refundAsked.${refund.cause}`, 'back', refund.createdAt, `¥${yuan(refund.amountFen)}`),
    key,
  };
  if (isUnderWay(refund)) return [asked];
  const kind = refund.state === 'succeeded' ? 'back' : 'bad';
  return [asked, { ...step(`refundEnd.${refund.state}`, kind, refund.updatedAt), key: `${key}/end` }];
}

const step = (name: string, kind: OrderEvent['kind'], at: string | null, detail = ''): OrderEvent => ({
  key: name,
  kind,
  word: text(`order.history.${name}`),
  detail,
  at: at === null ? null : instant(at),
});
