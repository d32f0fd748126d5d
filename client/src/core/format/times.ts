// Times for people: Beijing time, whatever the phone's zone. Not every base library has Intl.

const ZoneMs = 8 * 3600_000; // China keeps one offset all year
const two = (value: number): string => String(value).padStart(2, '0');
const inBeijing = (at: number): Date => new Date(at + ZoneMs);

/** 10:00:05 */
export function timeOfDay(at: number): string {
  const date = inBeijing(at);
  return `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
}

/** 10:00 */
export const hourMinute = (at: number): string => timeOfDay(at).slice(0, 5);

/** 12/1 10:00 */
export function dateTime(at: number): string {
  const date = inBeijing(at);
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()} ${hourMinute(at)}`;
}

/** 2026/12/1 */
export function dateOf(at: number): string {
  const date = inBeijing(at);
  return `${date.getUTCFullYear()}/${date.getUTCMonth() + 1}/${date.getUTCDate()}`;
}

export interface Parts {
  readonly days: number;
  readonly hours: string;
  readonly minutes: string;
  readonly seconds: string;
}

/** The parts of a countdown; a begun second counts whole. */
export function parts(ms: number): Parts {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return {
    days: Math.floor(seconds / 86_400),
    hours: two(Math.floor(seconds / 3_600) % 24),
    minutes: two(Math.floor(seconds / 60) % 60),
    seconds: two(seconds % 60),
  };
}

/** 14:59, or 1:02:03 above an hour. */
export function left(ms: number): string {
  const { days, hours, minutes, seconds } = parts(ms);
  const allHours = days * 24 + Number(hours);
  return allHours > 0 ? `${allHours}:${minutes}:${seconds}` : `${minutes}:${seconds}`;
}

/** 510 -> "08:30"; 1440 -> "24:00": minutes of a station's day. */
export const minuteOfDay = (minute: number): string => `${two(Math.trunc(minute / 60))}:${two(minute % 60)}`;
