import type { Clock, Random } from '../ports';

/** Without a connection a page asks at most so often, with as much jitter on top as makes clients drift apart. */
export const EveryMs = 15_000;
const JitterMs = 5_000;

/** Refreshes a page that has no live connection. A hidden page, and one whose sale is about to start, asks nothing. */
export class Fallback {
  private stop: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly mayAsk: () => boolean,
    private readonly refresh: () => void,
  ) {}

  start(): void {
    this.stop();
    this.stop = this.clock.after(EveryMs + this.random.fraction() * JitterMs, () => {
      if (this.mayAsk()) this.refresh();
      this.start();
    });
  }

  end(): void {
    this.stop();
  }
}
