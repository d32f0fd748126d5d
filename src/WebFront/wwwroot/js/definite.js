// One wish, asked for until the answer is definite: a lost answer is no answer, and the same request again does nothing twice.
import { isUnknown } from './api.js';
import { backoff, pause } from './backoff.js';

export const idle = Object.freeze({ phase: 'idle' });
const working = new Set(['sending', 'confirming', 'waiting']);

/** Is an answer on its way? `unsure` (the wait was cut short) is not. */
export const isWorking = progress => working.has(progress.phase);

export class Wish {
  #tell;
  #stopped = false;
  #wake = () => {};
  #abort = new AbortController();

  /** tell(progress): { phase: 'sending' | 'confirming' | 'waiting', attempt, startedAt, retryAt }. */
  constructor(tell = () => {}) {
    this.#tell = tell;
  }

  get stopped() {
    return this.#stopped;
  }

  /** Nobody wants to wait any longer. What was asked for may have happened all the same. */
  stop() {
    this.#stopped = true;
    this.#abort.abort();
    this.#wake();
  }

  /** send(signal) as often as it takes; throws a definite refusal. Null: stopped before anything was definite. */
  async untilDefinite(send) {
    const startedAt = performance.now();
    for (let attempt = 1; ; attempt++) {
      this.#tell({ phase: attempt === 1 ? 'sending' : 'confirming', attempt, startedAt });
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
    this.#tell({ phase: 'waiting', attempt: attempt + 1, retryAt: performance.now() + ms });
    const { over, wake } = pause(ms);
    this.#wake = wake;
    await over;
  }
}
