import type { Random } from '../ports';

/** Exponential back-off with jitter, so that many clients do not retry in step. The server may stretch the next pause. */
export class Backoff {
  private attempt = 0;
  private atLeastMs = 0;

  constructor(
    private readonly random: Random,
    private readonly firstMs = 500,
    private readonly mostMs = 8_000,
  ) {}

  /** The next pause is at least as long, and jitter of the same size comes on top of a stretched one. */
  stretch(ms: number): void {
    this.atLeastMs = Math.max(this.atLeastMs, ms);
  }

  reset(): void {
    this.attempt = 0;
  }

  /** Milliseconds before the next try: half of a doubling ceiling, plus jitter. */
  next(): number {
    const ceiling = Math.min(this.mostMs, this.firstMs * 2 ** Math.min(this.attempt++, 20));
    const jitter = this.random.fraction() * (ceiling / 2);
    const pause = Math.max(ceiling / 2, this.atLeastMs) + jitter;
    this.atLeastMs = 0;
    return pause;
  }
}
