import { fenOf, mlOf } from './format/numbers';

/** A dispenser does not start below these, and the server refuses beyond them. */
export const LeastFen = 100;
export const LeastMl = 100;

/** The server's tank where the profile names none. */
export const UsualTankLitres = 200;
export const LeastTank = 5;
export const MostTank = 400;

export type Preset = 'amount' | 'litres' | 'full';

export interface Wanted {
  readonly preset: Preset;
  readonly input: string;
  readonly grade: string | null;
  readonly voucherIds: readonly string[];
  readonly tankLitres: number | null;
  /** Thousandths of a yuan a litre of the grade; null when no current price is known. */
  readonly priceMilli: number | null;
}

/** The body of an order before fuelling, or the key of the sentence that says what is wrong with it. */
export type Checked = { readonly body: Readonly<Record<string, unknown>> } | { readonly wrong: string };

/** Checks what the driver wants, as the server will: too little is told apart from too much. */
export function check({ preset, input, grade, voucherIds, tankLitres, priceMilli }: Wanted): Checked {
  if (grade === null) return { wrong: 'gradeNeeded' };
  if (preset === 'full') return { body: { full: true, grade, voucherIds } };
  const tankMl = (tankLitres ?? UsualTankLitres) * 1_000;
  if (preset === 'amount') {
    const amountFen = fenOf(input);
    if (Number.isNaN(amountFen) || amountFen === 0) return { wrong: 'wrong' };
    if (amountFen < LeastFen) return { wrong: 'tooLittle' };
    if (priceMilli !== null && (amountFen * 10_000) / priceMilli > tankMl) return { wrong: 'tooMuch' };
    return { body: { amountFen, grade, voucherIds } };
  }
  const volumeMl = mlOf(input);
  if (Number.isNaN(volumeMl) || volumeMl === 0) return { wrong: 'wrong' };
  if (volumeMl < LeastMl) return { wrong: 'tooLittleMl' };
  return volumeMl > tankMl ? { wrong: 'tooMuch' } : { body: { volumeMl, grade, voucherIds } };
}

/** The size of a tank as a driver writes it: null for an empty field, NaN for what is no size. */
export function tankOf(input: string): number | null {
  const text = input.trim();
  if (text === '') return null;
  const litres = /^\d{1,3}$/.test(text) ? Number(text) : NaN;
  return litres >= LeastTank && litres <= MostTank ? litres : NaN;
}

interface UsableVoucher {
  readonly kind: string;
  readonly grade: string;
  readonly stations: readonly string[];
}

interface Listed {
  readonly status: string;
  readonly fuel: { readonly stationId: string; readonly pump: number; readonly phase: string } | null;
}

/** True for an order for fuel of this pump that waits for its payment, its fuel or its receipt. */
export const isRunningAt = (order: Listed, stationId: string, pump: number): boolean =>
  order.fuel?.stationId === stationId &&
  order.fuel.pump === pump &&
  (order.status === 'pendingPayment' || order.status === 'closing' || order.status === 'paid') &&
  order.fuel.phase !== 'backOffice';

/** The litre vouchers of the grade and the yuan vouchers that are valid at the station. */
export const usable = <T extends UsableVoucher>(vouchers: readonly T[], stationId: string, grade: string | null): T[] =>
  vouchers.filter(
    voucher =>
      (voucher.kind === 'litres' ? voucher.grade === grade : voucher.kind === 'yuan') &&
      (voucher.stations.length === 0 || voucher.stations.includes(stationId)),
  );
