import type { Clock } from '../ports';
import { instant } from './instant';

const DriftPerMs = 0.0002; // oscillators of phones are worse than servers'; 0.2 ms a second is generous
const SlewPerMs = 0.05; // a correction is spread out, so that a countdown never steps back
const JumpMs = 1_500; // a larger correction jumps: spreading it would show a wrong time for too long

/** The server's time, for countdowns: a local count, and bounds of the offset from the timestamps in the server's answers. */
export class ServerClock {
  private low = -Infinity; // bounds of (server time - local count), as of boundAt
  private high = Infinity;
  private boundAt = 0;
  private offset: number | null = null; // the offset in use
  private offsetAt = 0;

  constructor(private readonly clock: Clock) {}

  get known(): boolean {
    return this.offset !== null || this.low > -Infinity;
  }

  /** False: no timestamp came since the start, or since the count was disturbed. */
  get sure(): boolean {
    return this.low > -Infinity;
  }

  /** Narrows the bounds by an answer, which the server stamped between sentAt and receivedAt. */
  answered(serverTime: string, sentAt: number, receivedAt: number): void {
    const stamp = instant(serverTime);
    if (!Number.isNaN(stamp)) this.narrow(stamp - receivedAt, stamp - sentAt, receivedAt);
  }

  /** Narrows the bounds by an answer's Date, which leaves the fraction of the second out. */
  dated(date: number, sentAt: number, receivedAt: number): void {
    if (!Number.isNaN(date)) this.narrow(date - receivedAt, date + 1_000 - sentAt, receivedAt);
  }

  /** Narrows the bounds by a push. Its delay is unknown, so a push raises only the lower bound. */
  pushed(stamp: number, receivedAt: number): void {
    if (!Number.isNaN(stamp)) this.narrow(stamp - receivedAt, Infinity, receivedAt);
  }

  /** The local count was disturbed: the offset stays in use, and the next timestamp alone decides. */
  doubt(): void {
    this.now();
    this.low = -Infinity;
    this.high = Infinity;
  }

  /** Milliseconds since 1970; NaN before the first timestamp. */
  now(): number {
    if (!this.known) return NaN;
    const local = this.clock.now();
    const target = this.target();
    const gap = target - (this.offset ?? target);
    const step = Math.max(0, local - this.offsetAt) * SlewPerMs;
    this.offset =
      this.offset === null || Math.abs(gap) > JumpMs
        ? target
        : this.offset + Math.sign(gap) * Math.min(Math.abs(gap), step);
    this.offsetAt = local;
    return local + this.offset;
  }

  private target(): number {
    if (this.low === -Infinity) return this.offset ?? NaN;
    return this.high === Infinity ? this.low : (this.low + this.high) / 2;
  }

  private narrow(low: number, high: number, at: number): void {
    const drift = Math.max(0, at - this.boundAt) * DriftPerMs;
    const newLow = Math.max(low, this.low - drift);
    const newHigh = Math.min(high, this.high + drift);
    // Bounds that do not overlap mean that the phone slept, or that its clock was set: the newest bounds win.
    const agrees = newLow <= newHigh;
    this.low = agrees ? newLow : low;
    this.high = agrees ? newHigh : high;
    this.boundAt = at;
  }
}
