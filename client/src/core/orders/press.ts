import { Cancel, Cancelled } from '../cancel';
import { Problem } from '../http/problem';
import type { Progress } from '../http/retrier';
import type { Keyed, Settled } from './keyed';

/** Tries of one press after refusals that pass. Beyond that the customer presses again. */
export const TriesAtMost = 20;

/**
 * unsure: the customer stopped waiting, and what became of the request is being asked or can be asked. resting: a refusal that passes,
 * such as all units held; until in server time, null when the server did not say.
 */
export type PressState<T> =
  | { readonly phase: 'idle' | 'unsure' }
  | Progress
  | { readonly phase: 'resting'; readonly why: string; readonly until: number | null }
  | { readonly phase: 'done'; readonly answer: Settled<T> }
  | { readonly phase: 'refused'; readonly error: unknown };

/** Waits for what makes another try worthwhile, after telling since when and until when. False: nothing does. */
export type Rest = (
  refusal: Problem,
  run: Cancel,
  onRest: (why: string, until: number | null) => void,
) => Promise<boolean>;

const never: Rest = () => Promise.resolve(false);

/** A button that orders something: one request at a time, with one key until its outcome is definite. */
export class Press<T> {
  private run: Cancel | null = null;
  private current: PressState<T> = { phase: 'idle' };

  constructor(
    private readonly keyed: Keyed,
    private readonly path: string,
    private readonly onState: (state: PressState<T>) => void,
    private readonly rest: Rest = never,
  ) {}

  get state(): PressState<T> {
    return this.current;
  }

  get busy(): boolean {
    return ['sending', 'confirming', 'waiting', 'resting'].includes(this.current.phase);
  }

  /** True when an earlier press has an unknown outcome: the next press asks for that one. */
  get isOpen(): boolean {
    return this.keyed.openAt(this.path) !== null;
  }

  /** Sends the request, or goes on with an earlier one. A second press meanwhile does nothing. */
  async press(body: unknown): Promise<void> {
    if (this.run !== null) return;
    await this.decide(run => this.untilDecided(body, run));
  }

  /** The customer stops waiting: the request is cut off, and then asked for by its key. */
  async stop(): Promise<void> {
    if (this.run === null) return;
    this.run.cancel();
    this.run = null;
    this.to({ phase: this.isOpen ? 'unsure' : 'idle' });
    await this.ask();
  }

  /** Asks once what became of an open request, as after a cut or a kill. Without an answer the outcome stays unknown. */
  async ask(): Promise<void> {
    const open = this.keyed.openAt(this.path);
    if (open === null || this.run !== null) return;
    this.to({ phase: 'unsure' });
    await this.decide(run =>
      this.keyed.settle<T>(open, run, progress => {
        if (progress.phase === 'waiting') run.cancel();
      }),
    );
  }

  private async decide(work: (run: Cancel) => Promise<Settled<T>>): Promise<void> {
    const run = (this.run = new Cancel());
    try {
      const answer = await work(run);
      if (this.run === run) this.to({ phase: 'done', answer });
    } catch (error) {
      if (this.run !== run) return;
      this.to(error instanceof Cancelled ? { phase: 'unsure' } : { phase: 'refused', error });
    } finally {
      if (this.run === run) this.run = null;
    }
  }

  private async untilDecided(body: unknown, run: Cancel): Promise<Settled<T>> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.keyed.send<T>(this.path, body, run, progress => {
          if (this.run === run) this.to(progress);
        });
      } catch (error) {
        const mayRest = error instanceof Problem && tries < TriesAtMost;
        const isWorthwhile =
          mayRest && (await this.rest(error, run, (why, until) => this.to({ phase: 'resting', why, until })));
        if (!isWorthwhile) throw error;
      }
    }
  }

  private to(state: PressState<T>): void {
    this.current = state;
    this.onState(state);
  }
}
