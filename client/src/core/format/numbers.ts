// Money, volumes and counts for people, by integer arithmetic only.

/** 1234567 -> "1,234,567". */
export function count(value: number): string {
  return String(Math.trunc(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Fen: 16800 -> "168", 16850 -> "168.50". */
export function yuan(fen: number): string {
  const rest = Math.abs(fen % 100);
  const sign = fen < 0 && fen > -100 ? '-' : '';
  const whole = sign + count(Math.trunc(fen / 100));
  return rest === 0 ? whole : `${whole}.${String(rest).padStart(2, '0')}`;
}

/** Fen with two digits always, as receipts and dispensers show it. */
export function money(fen: number): string {
  const sign = fen < 0 ? '-' : '';
  const value = Math.abs(fen);
  return `${sign}${count(Math.trunc(value / 100))}.${String(value % 100).padStart(2, '0')}`;
}

/** Millilitres: 30000 -> "30", 12345 -> "12.345". */
export function litres(ml: number): string {
  const rest = String(Math.abs(ml % 1000))
    .padStart(3, '0')
    .replace(/0+$/, '');
  return `${count(Math.trunc(ml / 1000))}${rest === '' ? '' : `.${rest}`}`;
}

/** The millilitres of a sale with the digits of its dispenser: 12340 -> "12.34", 12345 -> "12.345". */
export const pumpLitres = (ml: number): string =>
  ml % 10 === 0 ? meterLitres(ml) : `${meterLitres(ml)}${Math.abs(ml % 10)}`;

/** The millilitres of a meter that runs, rounded down as the screen over the forecourt does it: 12349 -> "12.34". */
export const meterLitres = (ml: number): string => money(Math.trunc(ml / 10));

/** Thousandths of a yuan a litre: 7890 -> "7.89", 7895 -> "7.895". */
export function unitPrice(milli: number): string {
  const rest = String(milli % 1000).padStart(3, '0');
  return `${Math.trunc(milli / 1000)}.${rest.endsWith('0') ? rest.slice(0, 2) : rest}`;
}

/** "168.5" -> 16850; NaN for anything that is not money. Full-width digits of a Chinese keyboard count as well. */
export function fenOf(input: string): number {
  const match = /^(\d{1,7})(?:\.(\d{0,2}))?$/.exec(halfWidth(input).trim());
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : NaN;
}

/** "25.5" -> 25500; NaN for anything that is no volume with at most two digits. */
export const mlOf = (input: string): number => fenOf(input) * 10;

const halfWidth = (text: string): string =>
  text.replace(/[\uFF10-\uFF19\uFF0E\u3002]/g, character =>
    character === '\u3002' ? '.' : String.fromCharCode(character.charCodeAt(0) - 0xfee0),
  );
