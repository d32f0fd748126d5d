// Volumes, amounts and prices in a forecourt's notation, with integer arithmetic only.
import { text } from '../texts.js';

const fixed = (value, places) => {
  const digits = String(value).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
};

/** 12345 ml -> "12.34 升", rounded down like a meter. */
export const litres = ml => text('screen.litres', { n: fixed(Math.trunc(ml / 10), 2) });

/** 8683 -> "86.83" */
export const money = hundredths => fixed(hundredths, 2);

/** 7910 -> "7.91", 7915 -> "7.915" */
export const price = milli => (milli % 10 === 0 ? fixed(milli / 10, 2) : fixed(milli, 3));

export const unit = currency =>
  currency === 'CNY' ? text('screen.perLitre') : text('screen.perLitreIn', { currency });
