import { customer } from '@/app/client';
import type { VoucherDetail } from '@/core/api/types';
import type { Cancel } from '@/core/cancel';
import { base64 } from '@/core/format/base64';

/** A voucher with its code, as text and as QR. Only the owner may fetch either. */
export interface Proof {
  readonly detail: VoucherDetail;
  /** Empty when the voucher cannot be used any more. */
  readonly picture: string;
}

export async function loadProof(id: string, cancel: Cancel): Promise<Proof> {
  const path = `/api/vouchers/${encodeURIComponent(id)}`;
  const detail = await customer.get<VoucherDetail>(path, cancel);
  if (detail.code === null) return { detail, picture: '' };
  const { data } = await customer.call<string>('GET', `${path}/qr.svg`, { as: 'text', cancel });
  return { detail, picture: `data:image/svg+xml;base64,${base64(data)}` };
}
