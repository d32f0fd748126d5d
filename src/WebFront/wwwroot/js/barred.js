// A customer who let orders of a campaign go must wait. The refusal says why and until when; afterwards the button works again.
import { dateTime, left, timeOfDay } from './format.js';
import { text } from './texts.js';

const reasons = { 'give-way': 'giveWay', 'let-go-limit': 'letGo' };

/** Returns { why, until } of a refusal that bars the customer; null for any other. */
export const barredBy = error =>
  reasons[error.slug] && error.until ? { why: reasons[error.slug], until: Date.parse(error.until) } : null;

export const isBarred = (barred, now) => barred !== null && now < barred.until;

export const barredText = ({ why, until }, now) =>
  text(`common.barred.${why}`, { time: why === 'letGo' ? dateTime(until) : timeOfDay(until), left: left(until - now) });
