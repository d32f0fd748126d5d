import { Cancel } from '../cancel';
import type { Problem } from '../http/problem';
import type { Rest } from '../orders/press';
import type { Clock, Random } from '../ports';
import { pause } from '../time/pause';
import type { ServerClock } from '../time/serverClock';

/** A press that comes this much too early waits for the start instead of being refused. */
export const EarlyAtMostMs = 3_000;

/** Clients that hear of a returned unit do not press in one instant. */
export const ReturnSpreadMs = 300;

export interface PlacedOrder {
  readonly orderId: string;
  readonly status: string;
  readonly payBy: string;
  readonly amountFen: number;
}

export const orderPath = (saleId: string): string => `/api/flash-sales/${encodeURIComponent(saleId)}/orders`;

/** What makes another try worthwhile in a sale: its start a moment later, or a unit that comes back. */
export class Returns {
  private wake: (() => void) | null = null;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly serverClock: ServerClock,
  ) {}

  /** The sale's news: so many units are free. */
  free(units: number): void {
    if (units > 0) this.wake?.();
  }

  readonly rest: Rest = async (refusal, run, onRest) => {
    if (refusal.slug === 'not-started') {
      const starts = refusal.time('startsAt');
      const ms = (starts ?? NaN) - this.serverClock.now();
      if (!(ms <= EarlyAtMostMs)) return false;
      onRest('early', starts);
      // The server's clock decides: a start that seems past is a moment away.
      await pause(this.clock, Math.max(ms, 100), run);
      return true;
    }
    if (refusal.slug !== 'all-held') return false;
    onRest('all-held', refusal.time('firstReturnAt'));
    await this.unitReturned(refusal, run);
    return true;
  };

  private async unitReturned(refusal: Problem, run: Cancel): Promise<void> {
    const until = refusal.time('firstReturnAt');
    const refusedAt = this.clock.now();
    const woken = new Cancel();
    this.wake = () => woken.cancel();
    const forget = run.onCancel(() => woken.cancel());
    // A unit may return unheard while the connection is away: the time that the server named is the latest.
    await pause(this.clock, until === null ? Infinity : until - this.serverClock.now(), woken).catch(() => undefined);
    forget();
    this.wake = null;
    const obeyed = this.clock.now() - refusedAt;
    await pause(this.clock, Math.max(0, refusal.retryAfterMs - obeyed) + this.random.fraction() * ReturnSpreadMs, run);
  }
}
