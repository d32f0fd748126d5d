// Finds the order that a number of ours at WeChat belongs to.

const Digits = '0123456789abcdefghjkmnpqrstvwxyz';
// A payment's number is the order's id in base 32 and a count; in a refund's number a letter precedes both.
const Pattern = /^[rst]?([0-7][0-9a-hjkmnp-tv-z]{25})(?:-\d+)?$/;

/** The order's id, or null for a number that names no order. */
export function orderOf(number) {
  const [, digits] = Pattern.exec(number ?? '') ?? [];
  if (!digits) return null;
  const id = [...digits].reduce((sum, digit) => sum * 32n + BigInt(Digits.indexOf(digit)), 0n);
  return id
    .toString(16)
    .padStart(32, '0')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
