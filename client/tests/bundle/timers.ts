type Run = (...args: unknown[]) => void;

/** The timers of a program, which end with it. */
export class Timers {
  private readonly running = new Set<NodeJS.Timeout>();
  private isClosed = false;
  /** Follows what is due while time stands still; null while it runs. */
  private held: Array<() => void> | null = null;

  constructor(private readonly guarded: (run: () => unknown) => unknown) {}

  readonly setTimeout = (run: Run, ms = 0, ...args: unknown[]): NodeJS.Timeout | undefined => {
    if (this.isClosed) return undefined;
    const timer = setTimeout(() => {
      this.running.delete(timer);
      const due = (): unknown => this.guarded(() => run(...args));
      if (this.held === null) due();
      else this.held.push(due);
    }, ms);
    this.running.add(timer);
    return timer;
  };

  readonly setInterval = (run: Run, ms = 0, ...args: unknown[]): NodeJS.Timeout | undefined => {
    if (this.isClosed) return undefined;
    const timer = setInterval(() => this.guarded(() => run(...args)), ms);
    this.running.add(timer);
    return timer;
  };

  readonly clearTimeout = (timer: NodeJS.Timeout | undefined): void => {
    if (timer !== undefined) this.running.delete(timer);
    clearTimeout(timer);
  };

  readonly clearInterval = this.clearTimeout;

  /** Time stands still until the returned function is called. */
  hold(): () => void {
    const held: Array<() => void> = (this.held = []);
    return () => {
      this.held = null;
      for (const due of held) due();
    };
  }

  close(): void {
    this.isClosed = true;
    for (const timer of this.running) clearTimeout(timer);
    this.running.clear();
  }
}
