import { Cancel, Cancelled } from '../cancel';
import type { Clock, Random } from '../ports';
import { Backoff } from '../time/backoff';
import { pause } from '../time/pause';

/** Keeps a resource loaded: one request at a time, one more after a refresh meanwhile, and retries after failures. */
export class Loader {
  private busy = false;
  private requested = false;
  private cancel = new Cancel();
  private rest: Cancel | null = null;

  /** onFailed(error) returns whether to retry. */
  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly load: (cancel: Cancel) => Promise<void>,
    private readonly onFailed: (error: unknown) => boolean,
  ) {}

  /** Fetches again. A running request may predate the reason for the refresh, so another one follows it. */
  refresh(): void {
    this.requested = true;
    this.rest?.cancel();
    if (!this.busy) void this.work();
  }

  /** Fetches again after a pause, because an answer outside of this loader was lost. */
  retry(lost: unknown): void {
    this.requested = true;
    if (!this.busy) void this.work(lost);
  }

  /** Ends what is under way. A later refresh begins anew. */
  stop(): void {
    this.requested = false;
    this.cancel.cancel();
    this.rest?.cancel();
    this.cancel = new Cancel();
  }

  private async work(lost?: unknown): Promise<void> {
    this.busy = true;
    const backoff = new Backoff(this.random);
    if (lost !== undefined) await this.pauseAfter(lost, backoff);
    while (this.requested) {
      this.requested = false;
      const cancel = this.cancel;
      try {
        await this.load(cancel);
        backoff.reset();
      } catch (error) {
        if (error instanceof Cancelled || cancel.cancelled || !this.onFailed(error)) continue;
        this.requested = true;
        await this.pauseAfter(error, backoff);
      }
    }
    this.busy = false;
  }

  /** A refresh, or a stop, ends the pause. */
  private async pauseAfter(error: unknown, backoff: Backoff): Promise<void> {
    const asked = (error as { retryAfterMs?: number } | null)?.retryAfterMs ?? 0;
    if (asked > 0) backoff.stretch(asked);
    const rest = (this.rest = new Cancel());
    await pause(this.clock, backoff.next(), rest).catch(() => undefined);
    this.rest = null;
  }
}
