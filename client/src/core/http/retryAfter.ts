import { httpDate } from '../time/instant';
import { LongestPauseMs } from '../time/pause';

/** The pause that an answer asks for, in milliseconds; 0 for none. The header has seconds, or a date, which the answer's own date explains. */
export function retryAfter(headers: Readonly<Record<string, string>>): number {
  const asked = headers['retry-after'];
  if (asked === undefined) return 0;
  const ms = /^\d+$/.test(asked) ? Number(asked) * 1000 : httpDate(asked) - httpDate(headers['date']);
  return ms > 0 ? Math.min(ms, LongestPauseMs) : 0;
}
