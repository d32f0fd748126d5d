// The login of a person: kept by the tab, whose sessionStorage ends with it, or by another store. Server time decides the expiry.
import { clock } from './clock.js';

export class Session {
  #place;
  #store;
  #kept = null; // what the store held at the last look, and its value
  #value = null;

  constructor(place, store = sessionStorage) {
    this.#place = place;
    this.#store = store;
  }

  /** The login that has not expired, or null. Every look reads the store, which other tabs may share. */
  get current() {
    const value = this.#read();
    const expired = value && clock.known && Date.parse(value.expiresAt) <= clock.now();
    return expired ? null : value;
  }

  get token() {
    return this.current?.token ?? null;
  }

  begin(value) {
    this.#store.setItem(this.#place, JSON.stringify(value));
  }

  /** Ends a login. Another one, which began in another tab meanwhile, stays. */
  end(ended = this.#read()) {
    if (this.#read()?.token === ended?.token) this.#store.removeItem(this.#place);
  }

  #read() {
    const kept = this.#store.getItem(this.#place);
    if (kept !== this.#kept) [this.#kept, this.#value] = [kept, JSON.parse(kept ?? 'null')];
    return this.#value;
  }
}
