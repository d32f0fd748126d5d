// Volumes, amounts and prices in a forecourt's notation, with integer arithmetic only.
import { text } from '../texts.js';

/** 12345 with 2 places -> "123.45" */
export const fixed = (value, places) => {
  if (places === 0) return String(value);
  const digits = String(value).padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}`;
};

/** The litres of a sale as its dispenser reported them: 12340 ml -> "12.34 升", 12345 ml -> "12.345 升". */
export const litres = ml => text('screen.litres', { n: ml % 10 === 0 ? fixed(ml / 10, 2) : fixed(ml, 3) });

/** The litres of a meter that runs: 12345 ml -> "12.34 升", rounded down. */
const meterLitres = ml => text('screen.litres', { n: fixed(Math.trunc(ml / 10), 2) });

/** The litres of a board's pump: of its sale, or of its meter. */
export const pumpLitres = pump => (pump.sale ? litres : meterLitres)(pump.volumeMl);

/** 8683 -> "86.83" */
export const money = hundredths => fixed(hundredths, 2);

/** 7910 -> "7.91", 7915 -> "7.915" */
export const price = milli => (milli % 10 === 0 ? fixed(milli / 10, 2) : fixed(milli, 3));

export const unit = currency =>
  currency === 'CNY' ? text('screen.perLitre') : text('screen.perLitreIn', { currency });
