import type { Clock, Random } from '../ports';
import { instant } from '../time/instant';
import type { ServerClock } from '../time/serverClock';

/** From so long before a start the client asks nothing that it need not. */
export const QuietForMs = 60_000;

/** The buttons of many clients arm within this time, so that their presses do not come in one instant. */
export const SpreadMs = 300;

/** What a press at the start needs, such as a login, is made ready so long before. */
export const PrepareBeforeMs = 90_000;

/** The local count is compared with the server's time at least so often: a correction moves the moment of arming. */
const LookEveryMs = 1_000;

/** The start of one sale: quiet before it, and armed at a moment of its own. */
export class Rush {
  readonly armsAt: number;
  private readonly startsAt: number;
  private stop: () => void = () => undefined;
  private isPrepared = false;

  constructor(
    private readonly clock: Clock,
    private readonly serverClock: ServerClock,
    random: Random,
    sale: { readonly startsAt: string },
  ) {
    this.startsAt = instant(sale.startsAt);
    this.armsAt = this.startsAt + Math.floor(random.fraction() * SpreadMs);
  }

  get armed(): boolean {
    return this.serverClock.now() >= this.armsAt;
  }

  /** True while only what the press itself needs may be asked. */
  get quiet(): boolean {
    const now = this.serverClock.now();
    return now >= this.startsAt - QuietForMs && now < this.armsAt;
  }

  /** onPrepare runs once before the quiet time, or at once when that has begun; onArmed once at the start. */
  watch(onPrepare: () => void, onArmed: () => void): void {
    this.stop();
    const now = this.serverClock.now();
    if (!this.isPrepared && now >= this.startsAt - PrepareBeforeMs) {
      this.isPrepared = true;
      if (now < this.armsAt) onPrepare();
    }
    if (now >= this.armsAt) return onArmed();
    const ms = Number.isNaN(now) ? LookEveryMs : Math.min(LookEveryMs, Math.max(1, this.armsAt - now));
    this.stop = this.clock.after(ms, () => this.watch(onPrepare, onArmed));
  }

  end(): void {
    this.stop();
  }
}
