// The login of this tab: sessionStorage ends with the tab. Server time decides the expiry.
import { clock } from './clock.js';

export class Session {
  #place;
  #value;

  constructor(place) {
    this.#place = place;
    this.#value = JSON.parse(sessionStorage.getItem(place) ?? 'null');
  }

  get current() {
    const expired = this.#value && clock.known && Date.parse(this.#value.expiresAt) <= clock.now();
    return expired ? null : this.#value;
  }

  get token() {
    return this.current?.token ?? null;
  }

  begin(value) {
    this.#value = value;
    sessionStorage.setItem(this.#place, JSON.stringify(value));
  }

  end() {
    this.#value = null;
    sessionStorage.removeItem(this.#place);
  }
}
