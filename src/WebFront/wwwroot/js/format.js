// Money, times and counts for people. Times are Beijing time, whatever the device's zone.
import { text } from './texts.js';

const zone = 'Asia/Shanghai';
const ZoneOffset = '+08:00'; // China keeps one offset all year
const moment = new Intl.DateTimeFormat('zh-CN', {
  timeZone: zone,
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});
const clockTime = new Intl.DateTimeFormat('zh-CN', {
  timeZone: zone,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat('zh-CN', { timeZone: zone, year: 'numeric', month: 'numeric', day: 'numeric' });
const numbers = new Intl.NumberFormat('zh-CN');

export const count = n => numbers.format(n);
export const dateTime = time => moment.format(new Date(time));
export const timeOfDay = time => clockTime.format(new Date(time));

export const dateOf = time => day.format(new Date(time));

/** 30000 -> "30", 12345 -> "12.345": millilitres to litres, integer arithmetic only. */
export function litres(ml) {
  const rest = String(Math.abs(ml % 1000))
    .padStart(3, '0')
    .replace(/0+$/, '');
  return `${count(Math.trunc(ml / 1000))}${rest === '' ? '' : `.${rest}`}`;
}

/** 16800 -> "168", 16850 -> "168.50": integer arithmetic only. */
export function yuan(fen) {
  const rest = Math.abs(fen % 100);
  const whole = count(Math.trunc(fen / 100));
  return rest === 0 ? whole : `${whole}.${String(rest).padStart(2, '0')}`;
}

/** "168.5" -> 16850; NaN for anything that is not money. */
export function fenOf(input) {
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(input.trim());
  return match ? Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0')) : NaN;
}

const two = n => String(n).padStart(2, '0');

export function parts(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return {
    days: Math.floor(seconds / 86400),
    hours: two(Math.floor(seconds / 3600) % 24),
    minutes: two(Math.floor(seconds / 60) % 60),
    seconds: two(seconds % 60),
  };
}

/** 14:59, or 1:02:03 above an hour. */
export function left(ms) {
  const { days, hours, minutes, seconds } = parts(ms);
  const allHours = days * 24 + Number(hours);
  return allHours > 0 ? `${allHours}:${minutes}:${seconds}` : `${minutes}:${seconds}`;
}

/** 900 -> "15 分钟", 90 -> "90 秒". */
export function span(seconds) {
  if (seconds % 3600 === 0) return text('common.span.hours', { n: seconds / 3600 });
  if (seconds % 60 === 0) return text('common.span.minutes', { n: seconds / 60 });
  return text('common.span.seconds', { n: seconds });
}

/** Converts Beijing wall time for datetime-local inputs, which carry no zone. */
export function toInput(ms) {
  return new Date(ms + 8 * 3600_000).toISOString().slice(0, 16);
}

export function fromInput(value) {
  const ms = Date.parse(`${value}${value.length === 16 ? ':00' : ''}${ZoneOffset}`);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
