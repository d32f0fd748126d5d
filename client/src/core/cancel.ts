/** The wait was given up before its result was known. */
export class Cancelled extends Error {
  readonly slug = 'cancelled';
}

/** Gives up waits. WeChat's base library has no AbortController. */
export class Cancel {
  private readonly listeners = new Set<() => void>();
  private done = false;

  get cancelled(): boolean {
    return this.done;
  }

  cancel(): void {
    if (this.done) return;
    this.done = true;
    for (const listener of [...this.listeners]) listener();
    this.listeners.clear();
  }

  /** Runs the listener once, at once when cancelled already. Returns a function that forgets it. */
  onCancel(listener: () => void): () => void {
    if (this.done) {
      listener();
      return () => undefined;
    }
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  throwIfCancelled(): void {
    if (this.done) throw new Cancelled('cancelled');
  }
}

/** The outcome of work that others may wait for as well; a cancel ends this wait, and not the work. */
export function untilCancelled<T>(work: Promise<T>, cancel: Cancel): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = cancel.onCancel(() => reject(new Cancelled('cancelled')));
    work.then(resolve, reject).finally(forget);
  });
}
