import { dateTime, left, timeOfDay } from '@/core/format/times';
import type { Barred } from '@/core/orders/barred';
import { text } from '@/texts/text';

/** Why a customer must wait, and until when, at a moment of server time. */
export function barredWords({ why, until }: Barred, now: number): string {
  const time = why === 'letGo' ? dateTime(until) : timeOfDay(until);
  return text(`common.barred.${why}`, { time, left: left(until - now) });
}
