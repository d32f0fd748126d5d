import { Cancel, untilCancelled } from '../cancel';
import type { Api } from '../http/api';
import { Problem } from '../http/problem';
import type { Retrier } from '../http/retrier';
import type { LoginCodes, Storage } from '../ports';
import { Kept } from '../store/kept';
import { instant } from '../time/instant';
import type { ServerClock } from '../time/serverClock';

export interface Login {
  readonly customerId: string;
  readonly token: string;
  readonly expiresAt: string;
}

/** Nobody is logged in, and somebody must be asked first. */
export class LoginNeeded extends Error {
  readonly slug = 'login-needed';
}

/** The token is renewed so long before its end, so that no request meets the end. */
export const RenewBeforeMs = 60_000;

const Place = 'fuelgrains.login';

/** A login under way, and how many wait for it. */
interface Running {
  readonly login: Promise<Login>;
  readonly cancel: Cancel;
  waiting: number;
}

/** The customer's login. Server time decides the expiry; one login runs at a time, and all who need it share it. */
export class Session {
  private readonly kept: Kept<Login>;
  private running: Running | null = null;
  private listeners: Array<(login: Login | null) => void> = [];

  constructor(
    storage: Storage,
    private readonly api: Api,
    private readonly codes: LoginCodes,
    private readonly retrier: Retrier,
    private readonly serverClock: ServerClock,
  ) {
    this.kept = new Kept(storage, Place);
  }

  /** The login as it is known, whether or not it is still valid. */
  get last(): Login | null {
    return this.kept.value;
  }

  /** The login, unless it ends within the time given. */
  valid(forMs = RenewBeforeMs): Login | null {
    const login = this.kept.value;
    if (login === null) return null;
    const now = this.serverClock.now();
    return !Number.isNaN(now) && instant(login.expiresAt) - now <= forMs ? null : login;
  }

  onChange(listener: (login: Login | null) => void): () => void {
    this.listeners.push(listener);
    return () => (this.listeners = this.listeners.filter(other => other !== listener));
  }

  /** A valid login, after a new one where it is needed. Throws LoginNeeded, a refusal, or Cancelled. */
  async need(cancel = new Cancel(), forMs = RenewBeforeMs): Promise<Login> {
    return this.valid(forMs) ?? (await this.signIn(cancel));
  }

  /** The server refused the token. A newer login stays. */
  refused(token: string): void {
    if (this.kept.value?.token === token) this.change(null);
  }

  end(): void {
    this.change(null);
  }

  /** Logs in, or waits for the login under way. That one ends when nobody waits for it any more. */
  async signIn(cancel = new Cancel()): Promise<Login> {
    cancel.throwIfCancelled();
    const running = (this.running ??= this.begin());
    running.waiting++;
    try {
      return await untilCancelled(running.login, cancel);
    } finally {
      if (--running.waiting === 0) running.cancel.cancel();
    }
  }

  private begin(): Running {
    const cancel = new Cancel();
    const running: Running = {
      login: this.exchange(cancel).finally(() => {
        if (this.running === running) this.running = null;
      }),
      cancel,
      waiting: 0,
    };
    // A cancelled run is over, though it has not ended yet.
    cancel.onCancel(() => {
      if (this.running === running) this.running = null;
    });
    return running;
  }

  private async exchange(cancel: Cancel): Promise<Login> {
    let login: Login;
    try {
      login = await this.once(cancel);
    } catch (error) {
      // A code is good for one login: when it was used or is too old, a new one is tried, once.
      if (!(error instanceof Problem) || error.slug !== 'bad-code') throw error;
      login = await this.once(cancel);
    }
    this.change(login);
    return login;
  }

  private once(cancel: Cancel): Promise<Login> {
    return this.retrier.untilDefinite(async () => {
      const code = await untilCancelled(this.codes.next(), cancel);
      if (code === null) throw new LoginNeeded('nobody is logged in');
      return (await this.api.call<Login>('POST', '/api/login', { body: { code }, cancel })).data;
    }, cancel);
  }

  private change(login: Login | null): void {
    this.kept.set(login);
    for (const listener of this.listeners) listener(login);
  }
}
