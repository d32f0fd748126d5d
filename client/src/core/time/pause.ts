import { Cancel, Cancelled } from '../cancel';
import type { Clock } from '../ports';

/** The longest pause: a timer of more than 2^31 ms fires at once. */
export const LongestPauseMs = 24 * 3600_000;

/** Waits; a cancel ends the wait with Cancelled. */
export function pause(clock: Clock, ms: number, cancel: Cancel): Promise<void> {
  return new Promise((resolve, reject) => {
    if (cancel.cancelled) return reject(new Cancelled('cancelled'));
    const forget = cancel.onCancel(() => {
      stop();
      reject(new Cancelled('cancelled'));
    });
    const stop = clock.after(Math.min(Math.max(0, ms), LongestPauseMs), () => {
      forget();
      resolve();
    });
  });
}
