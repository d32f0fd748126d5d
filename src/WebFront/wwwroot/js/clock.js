// Server time for countdowns. The device's wall clock is never read: performance.now() counts,
// and what the server stamps on its answers says where that count stands.
const DriftPerMs = 0.0002; // device oscillators are worse than servers'; 0.2 ms a second is generous
const SlewPerMs = 0.05; // a correction is spread out so that a countdown never steps back
const JumpMs = 1500; // beyond this, spreading would mislead longer than a jump surprises

export class ServerClock {
  #read;
  #low = -Infinity; // bounds of (server time - local count), as of #boundAt
  #high = Infinity;
  #boundAt = 0;
  #offset = null; // what is shown
  #offsetAt = 0;

  constructor(read = () => performance.now()) {
    this.#read = read;
  }

  get known() {
    return this.#low > -Infinity;
  }

  /** An answer: the server stamped it somewhere between our sending and our receiving. */
  answered(serverTime, sentAt, receivedAt = this.#read()) {
    const stamp = Date.parse(serverTime);
    if (!Number.isNaN(stamp)) this.#narrow(stamp - receivedAt, stamp - sentAt, receivedAt);
  }

  /** A push: stamped before it came, nobody knows how long before. It can only lift the lower bound. */
  pushed(serverTime, receivedAt = this.#read()) {
    const stamp = Date.parse(serverTime);
    if (!Number.isNaN(stamp)) this.#narrow(stamp - receivedAt, Infinity, receivedAt);
  }

  localNow() {
    return this.#read();
  }

  /** Milliseconds since 1970 by the server. NaN until it has spoken. */
  now() {
    const local = this.#read();
    if (!this.known) return NaN;
    const target = this.#target();
    const gap = target - (this.#offset ?? target);
    const step = (local - this.#offsetAt) * SlewPerMs;
    this.#offset =
      this.#offset === null || Math.abs(gap) > JumpMs
        ? target
        : this.#offset + Math.sign(gap) * Math.min(Math.abs(gap), step);
    this.#offsetAt = local;
    return local + this.#offset;
  }

  #target() {
    return this.#high === Infinity ? this.#low : (this.#low + this.#high) / 2;
  }

  #narrow(low, high, at) {
    const drift = Math.max(0, at - this.#boundAt) * DriftPerMs;
    const newLow = Math.max(low, this.#low - drift);
    const newHigh = Math.min(high, this.#high + drift);
    // No overlap: the device slept (its count stood still) or another server answers. The newest word holds.
    const agrees = newLow <= newHigh;
    this.#low = agrees ? newLow : low;
    this.#high = agrees ? newHigh : high;
    this.#boundAt = at;
  }
}

export const clock = new ServerClock();
