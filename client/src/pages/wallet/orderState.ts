import type { OrderDetail } from '@/core/api/types';
import type { PayPhase } from '@/core/orders/paying';
import { instant } from '@/core/time/instant';

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
