import { Cancel, Cancelled } from './cancel';
import type { Clock } from './ports';

/** A wait shows that work goes on from here on. */
export const ProgressAfterMs = 1_000;

/** A wait can be given up from here on. */
export const CancelAfterMs = 3_000;

/**
 * idle: nothing was asked yet. skeleton, progress, cancellable: the steps of a wait. done, failed: its end. asking: the customer gave up,
 * and what became of the request is asked by key. unknown: that has no answer either.
 */
export type WaitPhase = 'idle' | 'skeleton' | 'progress' | 'cancellable' | 'done' | 'failed' | 'asking' | 'unknown';

export interface WaitWork<T> {
  readonly run: (cancel: Cancel) => Promise<T>;
  /** Asks by key what became of the request. A read has none: it is given up, and nothing happened. */
  readonly ask?: (cancel: Cancel) => Promise<T>;
}

/** The outcome of a wait; undefined while there is none. */
export interface WaitResult<T> {
  readonly data?: T;
  readonly error?: unknown;
}

/** One wait of a page: a skeleton at once, progress after a second, a way out after three. */
export class Wait<T> {
  private cancel: Cancel | null = null;
  private work: WaitWork<T> | null = null;
  private stop: () => void = () => undefined;
  private current: WaitPhase = 'idle';

  constructor(
    private readonly clock: Clock,
    private readonly onChange: (phase: WaitPhase, result: WaitResult<T>) => void,
  ) {}

  get phase(): WaitPhase {
    return this.current;
  }

  /** Begins the wait; a former one is given up without asking. */
  async begin(work: WaitWork<T>): Promise<void> {
    this.end();
    this.work = work;
    const cancel = (this.cancel = new Cancel());
    this.to('skeleton');
    this.stop = this.clock.after(ProgressAfterMs, () => {
      this.to('progress');
      this.stop = this.clock.after(CancelAfterMs - ProgressAfterMs, () => this.to('cancellable'));
    });
    await this.follow(cancel, work.run(cancel));
  }

  /** The customer gives up. */
  async giveUp(): Promise<void> {
    const { work } = this;
    if (this.cancel === null || work === null) return;
    this.end();
    if (work.ask === undefined) return this.to('idle');
    const cancel = (this.cancel = new Cancel());
    this.to('asking');
    await this.follow(cancel, work.ask(cancel));
  }

  /** The page goes away. */
  end(): void {
    this.stop();
    this.cancel?.cancel();
    this.cancel = null;
  }

  private async follow(cancel: Cancel, outcome: Promise<T>): Promise<void> {
    try {
      const data = await outcome;
      if (this.cancel === cancel) this.finish('done', { data });
    } catch (error) {
      if (this.cancel === cancel) this.finish(error instanceof Cancelled ? 'unknown' : 'failed', { error });
    }
  }

  private finish(phase: WaitPhase, result: WaitResult<T>): void {
    this.stop();
    this.cancel = null;
    this.to(phase, result);
  }

  private to(phase: WaitPhase, result: WaitResult<T> = {}): void {
    this.current = phase;
    this.onChange(phase, result);
  }
}
