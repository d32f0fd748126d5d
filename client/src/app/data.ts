// Reads that several pages share.
import type { Cancel } from '@/core/cancel';
import type { OrderDetail, Voucher, VoucherPage } from '@/core/api/types';
import { customer } from './client';

const PageSize = 100;

/** Pages of vouchers that are read to find those of an order; the server cannot filter by order. */
const MostPages = 10;

export const voucherPage = (before: string | null, cancel: Cancel): Promise<VoucherPage> =>
  customer.get<VoucherPage>(
    `/api/vouchers?limit=${PageSize}${before === null ? '' : `&before=${encodeURIComponent(before)}`}`,
    cancel,
  );

/** The vouchers of one order, oldest first. */
export async function vouchersOf(order: OrderDetail, cancel: Cancel): Promise<Voucher[]> {
  const found: Voucher[] = [];
  let next: string | null = null;
  for (let page = 0; page < MostPages && found.length < order.quantity; page++) {
    const answer: VoucherPage = await voucherPage(next, cancel);
    found.push(...answer.vouchers.filter(voucher => voucher.orderId === order.id));
    next = answer.next;
    if (next === null) break;
  }
  return found.reverse();
}
