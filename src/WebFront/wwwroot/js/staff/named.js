// Looks up the Chinese name of a kind such as "refund.abnormal".
import { text } from '../texts.js';

/** Unknown kinds are shown unchanged: English is better than nothing. */
export function named(place, kind) {
  const key = `${place}.${kind.replaceAll(/[^A-Za-z0-9]+(\w)/g, (_, letter) => letter.toUpperCase())}`;
  const words = text(key);
  return words === key ? kind : words;
}
