// A live topic: its position (epoch, rev) and the rule for updates.
import { backoff, pause } from './backoff.js';

const EarlyAtMost = 256; // updates buffered during a snapshot; beyond that another snapshot is cheaper

/**
 * Decides on an update. Ignored: an older epoch (a superseded publisher), or a revision that is already known.
 * Resync: a newer epoch, or a gap before the update, so only a snapshot helps.
 */
export function classify(known, update) {
  if (update.epoch < known.epoch) return 'ignore';
  if (update.epoch === known.epoch && update.to <= known.rev) return 'ignore';
  if (update.epoch > known.epoch || update.from !== known.rev) return 'resync';
  return 'apply';
}

export class Topic {
  #name;
  #onData;
  #subscribe = null;
  #known = null;
  #early = null; // updates received during a snapshot request; null otherwise
  #round = 0; // a new connection or a drop cancels older rounds
  #later = null; // the timer of a resync that waits for its delay

  constructor(name, onData) {
    this.#name = name;
    this.#onData = onData;
  }

  /** True when the page shows the newest state that the server sent. */
  get current() {
    return this.#known !== null && this.#early === null;
  }

  async open(subscribe) {
    const round = ++this.#round;
    this.#cancelLater();
    this.#subscribe = subscribe;
    this.#early = [];
    for (let attempt = 0; round === this.#round; attempt++) {
      if (attempt > 0) await pause(backoff(attempt - 1, { first: 100, most: 10_000 })).over;
      if (round !== this.#round) return;
      // A lost connection cancels this round; a refusal is retried with back-off.
      const snapshot = await subscribe(this.#name).catch(() => null);
      if (snapshot !== null && round === this.#round && this.#settle(snapshot)) return;
    }
  }

  drop() {
    this.#round++;
    this.#cancelLater();
    this.#known = null;
    this.#early = null;
  }

  receive(update) {
    if (this.#early !== null) {
      if (this.#early.push(update) > EarlyAtMost) this.#early.shift();
      return;
    }
    if (this.#known === null) return;
    if (!this.#take(update)) {
      this.resync();
      this.#early?.push(update);
    }
  }

  resync() {
    if (this.#known !== null && this.#early === null) void this.open(this.#subscribe);
  }

  /** Takes a snapshot after a delay that the server chose, so that many clients do not ask at once. Updates go on meanwhile. */
  resyncAfter(ms) {
    if (this.#subscribe === null || (this.#known === null && this.#early === null)) return;
    // A snapshot that is on its way may be older than what the server means.
    this.#later ??= setTimeout(() => void this.open(this.#subscribe), ms);
  }

  /** True when the topic has no state and asks for none. */
  get idle() {
    return this.#known === null && this.#early === null;
  }

  #cancelLater() {
    clearTimeout(this.#later);
    this.#later = null;
  }

  /** Applies a snapshot and the buffered updates; false when they leave a gap and another snapshot is needed. */
  #settle(snapshot) {
    this.#known = { epoch: snapshot.epoch, rev: snapshot.rev };
    this.#onData(snapshot.data, snapshot);
    const early = this.#early;
    for (const update of early) if (!this.#take(update)) return false;
    this.#early = null;
    return true;
  }

  #take(update) {
    const verdict = classify(this.#known, update);
    if (verdict === 'apply') {
      this.#known = { epoch: update.epoch, rev: update.to };
      this.#onData(update.data, update);
    }
    return verdict !== 'resync';
  }
}
