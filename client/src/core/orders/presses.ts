import type { Keyed } from './keyed';
import { Press, type PressState, type Rest } from './press';

/** Buttons that are remembered; one at rest is forgotten first. */
export const MostPresses = 20;

interface Entry {
  readonly press: Press<unknown>;
  rest: Rest;
  listener: (state: PressState<unknown>) => void;
}

const nothing = (): void => undefined;

/** The buttons that order, one for each address: they outlive their pages, and the app. */
export class Presses {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly keyed: Keyed) {}

  /** The button that posts to an address. A page that shows it says what makes another try worthwhile, and hears of its state. */
  at<T>(path: string, rest?: Rest, listener?: (state: PressState<T>) => void): Press<T> {
    const entry = this.entries.get(path) ?? this.add(path);
    if (rest !== undefined) entry.rest = rest;
    if (listener !== undefined) entry.listener = listener as Entry['listener'];
    return entry.press as Press<T>;
  }

  /** Asks what became of every open request, as after a kill, a login, or when the network is back. */
  resume(): void {
    for (const { path } of this.keyed.open) void this.at(path).ask();
  }

  private add(path: string): Entry {
    for (const [old, { press }] of this.entries) {
      if (this.entries.size < MostPresses) break;
      if (!press.busy) this.entries.delete(old);
    }
    const entry: Entry = {
      press: new Press<unknown>(
        this.keyed,
        path,
        state => entry.listener(state),
        (refusal, run, onRest) => entry.rest(refusal, run, onRest),
      ),
      rest: () => Promise.resolve(false),
      listener: nothing,
    };
    this.entries.set(path, entry);
    return entry;
  }
}
