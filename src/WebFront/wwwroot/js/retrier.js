// Repeats one request until its answer is definite. A lost answer leaves the outcome unknown, so the request must be idempotent.
import { isUnknown } from './api.js';
import { backoff, pause } from './backoff.js';

export const idle = Object.freeze({ phase: 'idle' });
const working = new Set(['sending', 'confirming', 'waiting']);

/** True while a try is under way or planned; false after a stop, although the outcome is unknown then. */
export const isWorking = progress => working.has(progress.phase);

export class Retrier {
  #onProgress;
  #stopped = false;
  #wake = () => {};
  #abort = new AbortController();

  /** onProgress(progress): { phase: 'sending' | 'confirming' | 'waiting', attempt, startedAt, retryAt }. */
  constructor(onProgress = () => {}) {
    this.#onProgress = onProgress;
  }

  get stopped() {
    return this.#stopped;
  }

  /** Ends the waiting. The request may have taken effect all the same. */
  stop() {
    this.#stopped = true;
    this.#abort.abort();
    this.#wake();
  }

  /** Calls send(signal) until the answer is definite; throws a definite refusal. Null: stopped before that. */
  async untilDefinite(send) {
    const startedAt = performance.now();
    for (let attempt = 1; ; attempt++) {
      this.#onProgress({ phase: attempt === 1 ? 'sending' : 'confirming', attempt, startedAt });
      try {
        return await send(this.#abort.signal);
      } catch (error) {
        if (!isUnknown(error)) throw error;
        if (!this.#stopped) await this.#rest(attempt, Math.max(error.retryAfterMs ?? 0, backoff(attempt - 1)));
        if (this.#stopped) return null;
      }
    }
  }

  async #rest(attempt, ms) {
    this.#onProgress({ phase: 'waiting', attempt: attempt + 1, retryAt: performance.now() + ms });
    const { over, wake } = pause(ms);
    this.#wake = wake;
    await over;
  }
}
