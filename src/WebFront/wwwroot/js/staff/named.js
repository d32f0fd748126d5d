// Looks up the Chinese name of a kind such as "refund.abnormal".
import { text } from '../texts.js';

/** The last part of a text key for a kind: `refundAbnormal`. */
export const keyOfKind = kind => kind.replaceAll(/[^A-Za-z0-9]+(\w)/g, (_, letter) => letter.toUpperCase());

/** Unknown kinds are shown unchanged: English is better than nothing. */
export function named(place, kind) {
  const key = `${place}.${keyOfKind(kind)}`;
  const words = text(key);
  return words === key ? kind : words;
}
