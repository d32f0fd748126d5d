import type { Voucher } from '@/core/api/types';
import { litres, yuan } from '@/core/format/numbers';
import { instant } from '@/core/time/instant';
import { text } from '@/texts/text';

/** The state to show: a voucher past its validity is expired even before the server records it. */
export const stateOf = (voucher: Voucher, now: number): string =>
  voucher.state === 'issued' && instant(voucher.validTo) <= now ? 'expired' : voucher.state;

/** True for an issued, untouched and valid voucher: the customer may return it. */
export const isUntouched = (voucher: Voucher, now: number): boolean =>
  stateOf(voucher, now) === 'issued' && voucher.remainingMl === voucher.volumeMl;

export function worthOf(voucher: Voucher): string {
  if (voucher.kind === 'litres') {
    return text(`wallet.worth.${voucher.remainingMl < voucher.volumeMl ? 'litresLeft' : 'litres'}`, {
      grade: voucher.grade,
      n: litres(voucher.volumeMl),
      left: litres(voucher.remainingMl),
    });
  }
  if (voucher.kind === 'yuan') {
    return text(`wallet.worth.${voucher.thresholdFen > 0 ? 'yuanFrom' : 'yuan'}`, {
      amount: yuan(voucher.valueFen),
      from: yuan(voucher.thresholdFen),
    });
  }
  return text('wallet.worth.service');
}
