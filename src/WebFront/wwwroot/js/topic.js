// One live topic: its position (epoch, rev) and the rule that keeps it true.
import { backoff, pause } from './backoff.js';

const EarlyAtMost = 256; // updates kept while a snapshot is on its way; past that a newer snapshot is cheaper

/**
 * What to do with an update. Of an older epoch: a superseded speaker, ignored. Not newer than what is known: ignored.
 * Of a newer epoch, or not joining on to what is known: only a snapshot helps.
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
  #early = null; // while a snapshot is on its way: what came before it
  #round = 0; // a newer connection or a drop makes older work void

  constructor(name, onData) {
    this.#name = name;
    this.#onData = onData;
  }

  /** Is what the page shows of this topic the newest the server sent? */
  get current() {
    return this.#known !== null && this.#early === null;
  }

  async open(subscribe) {
    const round = ++this.#round;
    this.#subscribe = subscribe;
    this.#early = [];
    for (let attempt = 0; round === this.#round; attempt++) {
      if (attempt > 0) await pause(backoff(attempt - 1, { first: 100, most: 10_000 })).over;
      if (round !== this.#round) return;
      // Refused or cut off: a lost connection voids this round; a refusal is asked again, ever more slowly.
      const snapshot = await subscribe(this.#name).catch(() => null);
      if (snapshot !== null && round === this.#round && this.#settle(snapshot)) return;
    }
  }

  drop() {
    this.#round++;
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

  /** Takes a snapshot and what came meanwhile; false when these do not join, and another snapshot is needed. */
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
