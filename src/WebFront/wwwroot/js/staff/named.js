// Kinds of things, such as "refund.abnormal", by their Chinese name.
import { text } from '../texts.js';

/** A kind that the page does not know is shown as it is: rather in English than hidden. */
export function named(place, kind) {
  const key = `${place}.${kind.replaceAll(/[^A-Za-z0-9]+(\w)/g, (_, letter) => letter.toUpperCase())}`;
  const words = text(key);
  return words === key ? kind : words;
}
