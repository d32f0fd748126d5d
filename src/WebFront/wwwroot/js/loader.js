// Keeps a resource loaded: one request at a time, one more after a refresh meanwhile, and retries after failures.
import { backoff, pause } from './backoff.js';

export class Loader {
  #load;
  #onFailed;
  #busy = false;
  #requested = false;
  #wake = () => {};

  /** load() throws on failure; onFailed(error) returns whether to retry. */
  constructor(load, onFailed) {
    this.#load = load;
    this.#onFailed = onFailed;
  }

  /** Fetches again. A running request may predate the reason for the refresh, so another one follows it. */
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
