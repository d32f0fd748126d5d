// Keeps something fetched: one request at a time, once more when asked meanwhile, and again by itself when it failed.
import { backoff, pause } from './backoff.js';

export class Loader {
  #load;
  #onFailed;
  #busy = false;
  #requested = false;
  #wake = () => {};

  /** load() throws when it did not work; onFailed(error) answers whether to try again. */
  constructor(load, onFailed) {
    this.#load = load;
    this.#onFailed = onFailed;
  }

  /** What is known may be old: fetch it. An answer that was under way may be older than the reason to ask, so another follows. */
  refresh() {
    this.#requested = true;
    this.#wake();
    if (!this.#busy) void this.#work();
  }

  async #work() {
    this.#busy = true;
    for (let attempt = 0; this.#requested;) {
      this.#requested = false;
      try {
        await this.#load();
        attempt = 0;
      } catch (error) {
        if (!this.#onFailed(error)) continue;
        this.#requested = true;
        const { over, wake } = pause(backoff(attempt++));
        this.#wake = wake;
        await over;
      }
    }
    this.#busy = false;
  }
}
