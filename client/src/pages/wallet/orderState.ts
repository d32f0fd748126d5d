import type { OrderDetail, OrderRefund, Voucher } from '@/core/api/types';
import type { PayPhase } from '@/core/orders/paying';
import { yuan } from '@/core/format/numbers';
import { timeOfDay } from '@/core/format/times';
import { instant } from '@/core/time/instant';
import { text } from '@/texts/text';

type Payment = OrderDetail['payments'][number];

/** The state to show: frozen, awaiting and overdue come before the bare status. Paid is said only when the server says so. */
export function stateOf(order: OrderDetail, payPhase: PayPhase, now: number): string {
  if (order.frozen) return 'frozen';
  if (order.status === 'pendingPayment') {
    if (payPhase === 'asking' || payPhase === 'wallet') return 'awaiting';
    return now >= instant(order.payBy) ? 'overdue' : 'pendingPayment';
  }
  if (order.status === 'cancelled') return order.cause;
  return order.status === 'paid' && order.teamId !== null ? 'waitsForTeam' : order.status;
}

/** True when a payment may be offered now. */
export const isPayable = (order: OrderDetail, payPhase: PayPhase, now: number): boolean =>
  order.status === 'pendingPayment' &&
  !order.frozen &&
  now < instant(order.payBy) &&
  ['idle', 'preparing', 'cancelled', 'unseen'].includes(payPhase);

/** The sentence below the state: what comes next. */
export function saysOf(order: OrderDetail, state: string, vouchers: readonly Voucher[]): string {
  const back = backOf(order).amountFen;
  const isPart = state === 'refunded' && back < (paymentOf(order)?.amountFen ?? 0);
  const isUsedUp =
    state === 'fulfilled' && vouchers.length > 0 && !vouchers.some(({ state: one }) => ['issued', 'held'].includes(one));
  return text(`order.says.${isPart ? 'refundedPart' : isUsedUp ? 'usedUp' : state}`, {
    time: timeOfDay(instant(order.payBy)),
    amount: yuan(isPart ? back : order.amountFen),
  });
}

/** The payment that the order keeps, or the last one that came. */
export const paymentOf = (order: OrderDetail): Payment | null =>
  order.payments.find(payment => payment.state === 'kept') ?? order.payments[order.payments.length - 1] ?? null;

/** "You paid so much, and WeChat the rest"; empty without a promotion. */
export const splitOf = (payment: Payment | null): string =>
  payment === null || payment.payerFen === payment.amountFen
    ? ''
    : text('order.split', { payer: yuan(payment.payerFen), discount: yuan(payment.amountFen - payment.payerFen) });

export const isUnderWay = (refund: OrderRefund): boolean =>
  ['awaitingApproval', 'stopping', 'pending', 'accepted'].includes(refund.state);

/** What came back, in words; empty when nothing did. */
export function backWords(order: OrderDetail): string {
  const { amountFen, payerFen } = backOf(order);
  if (amountFen === 0) return '';
  const isSplit = payerFen !== null && payerFen !== amountFen;
  return text(isSplit ? 'order.backSplit' : 'order.back', { amount: yuan(amountFen), payer: yuan(payerFen ?? 0) });
}

/** The sums of the refunds that succeeded; payerFen is null when WeChat did not say it for each of them. */
function backOf(order: OrderDetail): { amountFen: number; payerFen: number | null } {
  const back = order.refunds.filter(({ state }) => state === 'succeeded');
  return {
    amountFen: back.reduce((sum, refund) => sum + refund.amountFen, 0),
    payerFen: back.some(refund => refund.payerFen === null)
      ? null
      : back.reduce((sum, refund) => sum + (refund.payerFen ?? 0), 0),
  };
}
