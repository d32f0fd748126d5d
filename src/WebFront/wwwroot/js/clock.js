// The server's time, for countdowns. The device's wall clock is never read: performance.now() counts,
// and the timestamps in the server's answers give the offset of that count.
const DriftPerMs = 0.0002; // device oscillators are worse than servers'; 0.2 ms a second is generous
const SlewPerMs = 0.05; // a correction is spread out so that a countdown never steps back
const JumpMs = 1500; // a larger correction jumps: spreading it would show a wrong time for too long

export class ServerClock {
  #read;
  #low = -Infinity; // bounds of (server time - local count), as of #boundAt
  #high = Infinity;
  #boundAt = 0;
  #offset = null; // the offset in use
  #offsetAt = 0;

  constructor(read = () => performance.now()) {
    this.#read = read;
  }

  get known() {
    return this.#low > -Infinity;
  }

  /** Narrows the bounds by an answer, which the server stamped between sentAt and receivedAt. */
  answered(serverTime, sentAt, receivedAt = this.#read()) {
    const stamp = Date.parse(serverTime);
    if (!Number.isNaN(stamp)) this.#narrow(stamp - receivedAt, stamp - sentAt, receivedAt);
  }

  /** Narrows the bounds by a push. Its delay is unknown, so it raises only the lower bound. */
  pushed(serverTime, receivedAt = this.#read()) {
    const stamp = Date.parse(serverTime);
    if (!Number.isNaN(stamp)) this.#narrow(stamp - receivedAt, Infinity, receivedAt);
  }

  localNow() {
    return this.#read();
  }

  /** Server time in milliseconds since 1970; NaN before the first timestamp. */
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
    // Bounds that do not overlap mean a device that slept (its count stood still) or another server: the newest bounds win.
    const agrees = newLow <= newHigh;
    this.#low = agrees ? newLow : low;
    this.#high = agrees ? newHigh : high;
    this.#boundAt = at;
  }
}

export const clock = new ServerClock();
