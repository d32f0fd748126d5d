import { Cancel } from '../cancel';
import type { Clock, Random } from '../ports';
import { Backoff } from '../time/backoff';
import { pause } from '../time/pause';
import { isUnknown } from './problem';

/** sending: the first try. confirming: a repetition, because the outcome is not known. waiting: the pause before one. */
export type Progress =
  | { readonly phase: 'sending' | 'confirming'; readonly attempt: number }
  | { readonly phase: 'waiting'; readonly attempt: number; readonly retryAt: number };

/** Repeats one request until its answer is definite. The request must be idempotent. */
export class Retrier {
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** Throws a definite refusal, or Cancelled. retryAt is a moment of the local clock. */
  async untilDefinite<T>(
    send: () => Promise<T>,
    cancel: Cancel,
    onProgress: (progress: Progress) => void = () => undefined,
  ): Promise<T> {
    const backoff = new Backoff(this.random);
    for (let attempt = 1; ; attempt++) {
      cancel.throwIfCancelled();
      onProgress({ phase: attempt === 1 ? 'sending' : 'confirming', attempt });
      try {
        return await send();
      } catch (error) {
        if (!isUnknown(error)) throw error;
        if (error.retryAfterMs > 0) backoff.stretch(error.retryAfterMs);
        const ms = backoff.next();
        onProgress({ phase: 'waiting', attempt: attempt + 1, retryAt: this.clock.now() + ms });
        await pause(this.clock, ms, cancel);
      }
    }
  }
}
