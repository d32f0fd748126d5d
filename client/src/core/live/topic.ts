import { Cancel } from '../cancel';
import type { Clock, Random } from '../ports';
import { Backoff } from '../time/backoff';
import { pause } from '../time/pause';
import { classify, type Position, type Snapshot, type Update } from './messages';

/** Updates that are kept during a snapshot; beyond that another snapshot is cheaper. */
export const EarlyAtMost = 64;

export type Subscribe = (topic: string) => Promise<Snapshot>;

/** A topic of the connection: its position, and the rule for updates. */
export class Topic {
  private subscribe: Subscribe | null = null;
  private known: Position | null = null;
  private early: Update[] | null = null; // updates during a snapshot; null otherwise
  private round = new Cancel(); // a new connection or a drop ends the round
  private stopLater: (() => void) | null = null; // the timer of a resync that waits for its delay
  private confirmedAt: number | null = null;

  constructor(
    readonly name: string,
    private readonly clock: Clock,
    private readonly random: Random,
    private readonly onData: (data: unknown, serverTime: string) => void,
  ) {}

  /** True when the newest state that the server sent is here. */
  get current(): boolean {
    return this.known !== null && this.early === null;
  }

  /** True when the topic has no state and asks for none. */
  get idle(): boolean {
    return this.known === null && this.early === null;
  }

  /** How old the state may be, in milliseconds; null before the first one. */
  get age(): number | null {
    return this.confirmedAt === null ? null : this.clock.now() - this.confirmedAt;
  }

  /** The connection was heard, so what it sent last is the newest. */
  heard(): void {
    if (this.current) this.confirmedAt = this.clock.now();
  }

  /** Takes snapshots until one fits. A lost connection drops the topic, a refusal is repeated with back-off. */
  async open(subscribe: Subscribe): Promise<void> {
    this.round.cancel();
    const round = (this.round = new Cancel());
    this.cancelLater();
    this.subscribe = subscribe;
    this.early = [];
    const backoff = new Backoff(this.random, 200, 10_000);
    while (!round.cancelled) {
      const snapshot = await subscribe(this.name).catch(() => null);
      if (round.cancelled) return;
      if (snapshot !== null && this.settle(snapshot)) return;
      await pause(this.clock, backoff.next(), round).catch(() => undefined);
    }
  }

  drop(): void {
    this.round.cancel();
    this.cancelLater();
    this.known = null;
    this.early = null;
  }

  receive(update: Update): void {
    if (this.early !== null) {
      this.early.push(update);
      if (this.early.length > EarlyAtMost) this.early.shift();
      return;
    }
    if (this.known === null || this.take(update)) return;
    this.resync();
    this.early = [update];
  }

  /** Takes a snapshot now. Updates that come meanwhile are kept. */
  resync(): void {
    if (this.current && this.subscribe !== null) void this.open(this.subscribe);
  }

  /** Takes a snapshot after a delay that the server chose, so that many clients do not ask at once. Updates go on meanwhile. */
  resyncAfter(ms: number): void {
    const { subscribe } = this;
    if (subscribe === null || this.idle || this.stopLater !== null) return;
    // A snapshot that is on its way may be older than what the server means.
    this.stopLater = this.clock.after(ms, () => {
      this.stopLater = null;
      void this.open(subscribe);
    });
  }

  private cancelLater(): void {
    this.stopLater?.();
    this.stopLater = null;
  }

  /** Applies a snapshot and the kept updates; false when they leave a gap and another snapshot is needed. */
  private settle(snapshot: Snapshot): boolean {
    this.known = { epoch: snapshot.epoch, rev: snapshot.rev };
    this.confirmedAt = this.clock.now();
    this.onData(snapshot.data, snapshot.serverTime);
    for (const update of this.early ?? []) if (!this.take(update)) return false;
    this.early = null;
    return true;
  }

  private take(update: Update): boolean {
    if (this.known === null) return true;
    const verdict = classify(this.known, update);
    if (verdict === 'apply') {
      this.known = { epoch: update.epoch, rev: update.to };
      this.confirmedAt = this.clock.now();
      this.onData(update.data, update.serverTime);
    }
    return verdict !== 'resync';
  }
}
