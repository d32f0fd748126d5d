import type { Clock, HubConnection } from '../ports';

/** Silence after which the connection is asked for a sign of life. The server gives one within eight seconds by itself. */
export const AskAfterMs = 8_300;

/** A line that was silent for so long has little time to answer: both together are below ten seconds. */
export const SilentAnswerWithinMs = 1_500;

/** The answer of a line that nobody knows to be silent, after the app was hidden, takes less also where it is slow. */
export const AnswerWithinMs = 4_000;

/** A handshake on a slow line takes less. */
export const OpenWithinMs = 8_000;

/**
 * One connection of the hub and its pulse. A socket that WeChat or a proxy closed without a word says nothing: after a silence the link
 * asks, and without an answer it counts as lost. Only a link that shows something is asked: the server's own keep-alive serves the rest.
 */
export class Link {
  private stop: () => void = () => undefined;
  private over = false;
  private giveUp: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    readonly connection: HubConnection,
    private readonly isNeeded: () => boolean,
    private readonly onHeard: () => void,
    private readonly onLost: () => void,
  ) {
    connection.onHeard(() => this.heard());
    connection.onClosed(() => this.lose());
  }

  /** False: the connection did not open in time. */
  async open(): Promise<boolean> {
    const opened = this.connection.start().then(
      () => true,
      () => false,
    );
    const givenUp = new Promise<boolean>(resolve => (this.giveUp = () => resolve(false)));
    this.stop = this.clock.after(OpenWithinMs, () => this.giveUp());
    const isOpen = (await Promise.race([opened, givenUp])) && !this.over;
    this.stop();
    if (isOpen) this.listen();
    else this.close();
    return isOpen;
  }

  /** Asks for a sign of life at once: the app was hidden, and nobody knows what became of its socket. */
  ask(): void {
    if (!this.over) this.probe(AnswerWithinMs);
  }

  close(): void {
    this.over = true;
    this.stop();
    this.giveUp();
    this.connection.stop();
  }

  private heard(): void {
    if (this.over) return;
    this.onHeard();
    this.listen();
  }

  private listen(): void {
    this.stop();
    this.stop = this.clock.after(AskAfterMs, () =>
      this.isNeeded() ? this.probe(SilentAnswerWithinMs) : this.listen(),
    );
  }

  private probe(withinMs: number): void {
    this.stop();
    this.stop = this.clock.after(withinMs, () => this.lose());
    // The hub has no ping of its own; leaving a topic that nobody watches is answered and changes nothing.
    this.connection.invoke('Unsubscribe', '').catch(() => undefined);
  }

  private lose(): void {
    if (this.over) return;
    this.close();
    this.onLost();
  }
}
