import type { Clock } from '@/core/ports';

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

/** Lets everything run that waits for no timer. */
export const settle = (): Promise<void> => new Promise(resolve => setImmediate(resolve));

/** A clock that a test moves. */
export class TestClock implements Clock {
  private timers: Timer[] = [];
  private current = 1_000;

  now(): number {
    return this.current;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.current + ms, run };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter(other => other !== timer));
  }

  get waiting(): number {
    return this.timers.length;
  }

  /** Moves on, and runs each timer at its time. */
  async advance(ms: number): Promise<void> {
    const target = this.current + ms;
    await settle();
    for (;;) {
      const due = this.timers.filter(timer => timer.at <= target).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.timers = this.timers.filter(other => other !== due);
      this.current = Math.max(this.current, due.at);
      due.run();
      await settle();
    }
    this.current = target;
  }
}
