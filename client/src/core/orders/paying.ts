import { Cancel, Cancelled } from '../cancel';
import { isUnknown } from '../http/problem';
import type { Progress, Retrier } from '../http/retrier';
import type { Clock, PayParameters, Wallet, WalletOutcome } from '../ports';
import type { Customer } from '../session/customer';
import { pause } from '../time/pause';
import type { LeftOrders } from './leftOrders';

/** WeChat shows a payment within seconds; a later one still appears by itself. */
export const AskForMs = 10_000;

/** The server prompts WeChat three times an order; further questions would learn nothing. */
export const AsksAtMost = 3;

/** The pause after a question that had no answer. */
const PauseMs = 2_000;

/**
 * idle: a payment may be offered. preparing: the server prepares one. wallet: WeChat's sheet is open. asking: the server asks WeChat, and
 * no second payment is offered. cancelled: asking as well, but the sheet was closed without paying, so a payment is offered.
 * unseen: WeChat shows no payment yet, and nobody may say that the order is unpaid.
 */
export type PayPhase = 'idle' | 'preparing' | 'wallet' | 'asking' | 'cancelled' | 'unseen';

export interface PayAnswer {
  readonly status: string;
  readonly frozen: boolean;
  readonly weChat: 'notQueried' | 'notPaid' | 'paid' | 'unknown';
  readonly againInSeconds: number | null;
}

export interface PayableOrder {
  readonly id: string;
  readonly status: string;
}

/**
 * The payment of one order. Whatever the wallet reports, also nothing because the app was killed, the server is asked. Only the order's
 * own status says paid.
 */
export class Paying {
  private run: Cancel | null = null;
  private current: PayPhase = 'idle';

  constructor(
    private readonly clock: Clock,
    private readonly left: LeftOrders,
    private readonly customer: Customer,
    private readonly retrier: Retrier,
    private readonly wallet: Wallet,
    private readonly orderId: string,
    private readonly onPhase: (phase: PayPhase) => void,
    private readonly onNews: () => void,
  ) {}

  get phase(): PayPhase {
    return this.current;
  }

  /** Prepares the payment, opens the wallet, and asks the server afterwards. Throws a refusal to prepare, or Cancelled. */
  async pay(cancel: Cancel, onProgress?: (progress: Progress) => void): Promise<void> {
    if (this.current !== 'idle' && this.current !== 'unseen' && this.current !== 'cancelled') return;
    this.endRun();
    this.to('preparing');
    let parameters: PayParameters;
    try {
      parameters = await this.retrier.untilDefinite(
        async () => (await this.customer.call<PayParameters>('POST', `${this.path}/pay`, { cancel })).data,
        cancel,
        onProgress,
      );
    } catch (error) {
      this.to(this.left.has(this.orderId) ? 'unseen' : 'idle');
      throw error;
    }
    // The note comes before the sheet: the app may be killed there.
    this.left.note(this.orderId);
    this.to('wallet');
    await this.ask(await this.wallet.pay(parameters).catch((): WalletOutcome => 'fail'));
  }

  /** The customer is back, in this life of the app or a later one, and what the wallet did is not known. */
  async back(order: PayableOrder, outcome: WalletOutcome | null = null): Promise<void> {
    this.see(order);
    const waits = this.current === 'idle' || this.current === 'unseen';
    if (waits && this.left.has(this.orderId)) await this.ask(outcome);
  }

  /** Takes each loaded state of the order. Paid or over: the payment is done with. */
  see(order: PayableOrder): void {
    if (order.status === 'pendingPayment') return;
    this.left.forget(this.orderId);
    this.endRun();
    this.to('idle');
  }

  /** The customer says that nothing was paid: a payment may be offered at once, and the order is not noted any more. */
  disown(): void {
    if (this.current !== 'asking') return;
    this.left.forget(this.orderId);
    this.endRun();
    this.to('idle');
  }

  /** The customer leaves the page. The order stays noted. */
  stop(): void {
    this.endRun();
    if (this.current === 'asking' || this.current === 'cancelled') this.to('unseen');
  }

  private async ask(outcome: WalletOutcome | null): Promise<void> {
    this.endRun();
    const run = (this.run = new Cancel());
    this.to(outcome === 'cancel' ? 'cancelled' : 'asking');
    const stop = this.clock.after(AskForMs, () => run.cancel());
    try {
      for (let asked = 1; ; asked++) {
        const answer = await this.query(run);
        run.throwIfCancelled();
        if (answer !== null && answer.againInSeconds === null) return this.onNews();
        // After "ok" the wallet has the money, so "not paid" only means that WeChat does not show it yet.
        if (answer?.weChat === 'notPaid' && outcome !== 'ok') return this.notSeen(outcome === 'cancel');
        if (asked === AsksAtMost) return this.notSeen(false);
        await pause(this.clock, answer?.againInSeconds ? answer.againInSeconds * 1000 : PauseMs, run);
      }
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      if (this.run === run) this.notSeen(false);
    } finally {
      stop();
      if (this.run === run) this.run = null;
    }
  }

  /** isAgreed: the customer closed the sheet and WeChat has no money, so the order is as it was before. */
  private notSeen(isAgreed: boolean): void {
    if (isAgreed) this.left.forget(this.orderId);
    this.to(isAgreed ? 'idle' : 'unseen');
    this.onNews();
  }

  /** Null: the answer is lost, or is a refusal that the page's own requests meet as well. */
  private async query(cancel: Cancel): Promise<PayAnswer | null> {
    try {
      return (await this.customer.call<PayAnswer>('POST', `${this.path}/pay/query`, { cancel })).data;
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      if (isUnknown(error) && error.retryAfterMs > 0) await pause(this.clock, error.retryAfterMs, cancel);
      return null;
    }
  }

  private get path(): string {
    return `/api/orders/${encodeURIComponent(this.orderId)}`;
  }

  private endRun(): void {
    this.run?.cancel();
    this.run = null;
  }

  private to(phase: PayPhase): void {
    if (phase === this.current) return;
    this.current = phase;
    this.onPhase(phase);
  }
}
