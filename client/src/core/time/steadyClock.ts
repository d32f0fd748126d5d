import type { Clock } from '../ports';

const BeatMs = 1_000;
const LateMs = 2_000; // a beat later than this is no delay of a timer

/**
 * A count that never steps back, made of the phone's wall clock: a mini-program has no other. Somebody may set that clock, and a
 * suspended app does not notice the time: both are found by a beat and reported, so that the server's time is asked for.
 */
export class SteadyClock implements Clock {
  private last: number;
  private correction = 0;
  private beatAt = 0;
  private stop: (() => void) | null = null;
  private listener: () => void = () => undefined;

  constructor(
    private readonly wall: () => number,
    private readonly timer: (ms: number, run: () => void) => () => void,
  ) {
    this.last = wall();
  }

  now(): number {
    const wall = this.wall();
    if (wall < this.last) {
      this.correction += this.last - wall;
      this.last = wall;
      this.listener();
    }
    this.last = wall;
    return wall + this.correction;
  }

  after(ms: number, run: () => void): () => void {
    return this.timer(ms, run);
  }

  /** Begins to look for disturbances. */
  watch(onDisturbed: () => void): void {
    this.listener = onDisturbed;
    this.beatAt = this.now();
    this.stop?.();
    this.stop = this.timer(BeatMs, () => this.beat());
  }

  unwatch(): void {
    this.stop?.();
    this.stop = null;
    this.listener = () => undefined;
  }

  private beat(): void {
    const now = this.now();
    if (now - this.beatAt > BeatMs + LateMs) this.listener();
    this.beatAt = now;
    this.stop = this.timer(BeatMs, () => this.beat());
  }
}
