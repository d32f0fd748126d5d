const Digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const Guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Characters of a short id: 128 bits, six a character. */
export const ShortLength = 22;

export const isGuid = (text: string): boolean => Guid.test(text.toLowerCase());

/** An id in 22 characters that WeChat's scene takes; null when it is no id. */
export function shorten(guid: string): string | null {
  if (!isGuid(guid)) return null;
  const bits = guid
    .replace(/-/g, '')
    .split('')
    .map(digit => parseInt(digit, 16).toString(2).padStart(4, '0'))
    .join('')
    .padEnd(ShortLength * 6, '0');
  let short = '';
  for (let at = 0; at < bits.length; at += 6) short += Digits[parseInt(bits.slice(at, at + 6), 2)];
  return short;
}

/** The id of a short one; null when it is none. */
export function expand(short: string): string | null {
  if (short.length !== ShortLength) return null;
  let bits = '';
  for (const character of short) {
    const value = Digits.indexOf(character);
    if (value < 0) return null;
    bits += value.toString(2).padStart(6, '0');
  }
  // The last four bits belong to no id.
  if (bits.slice(128).includes('1')) return null;
  let hex = '';
  for (let at = 0; at < 128; at += 4) hex += parseInt(bits.slice(at, at + 4), 2).toString(16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
