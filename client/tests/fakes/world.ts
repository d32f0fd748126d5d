import { Api } from '@/core/http/api';
import { Retrier } from '@/core/http/retrier';
import { Keyed } from '@/core/orders/keyed';
import { Customer } from '@/core/session/customer';
import { Session } from '@/core/session/session';
import { Requests } from '@/core/store/requests';
import { ServerClock } from '@/core/time/serverClock';
import type { HttpRequest } from '@/core/ports';
import { TestClock } from './testClock';
import { TestHttp, json, type Reply } from './testHttp';
import { TestRandom, TestStorage } from './testStorage';

export const Start = Date.UTC(2026, 10, 30, 2, 0, 0);

export const iso = (ms: number): string => new Date(ms).toISOString();

/** The core as the app puts it together, on a clock, a network and a storage of the test's. */
export class World {
  readonly clock: TestClock;
  readonly http = new TestHttp();
  readonly random = new TestRandom();
  readonly serverClock: ServerClock;
  readonly api: Api;
  readonly retrier: Retrier;
  readonly session: Session;
  readonly customer: Customer;
  readonly requests: Requests;
  readonly keyed: Keyed;
  readonly codes: string[] = [];
  private readonly epoch: number;

  /** A world that shares clock and storage with an earlier one is the app after a kill. */
  constructor(
    readonly storage = new TestStorage(),
    before?: World,
  ) {
    this.clock = before?.clock ?? new TestClock();
    this.epoch = before?.epoch ?? Start - this.clock.now();
    this.serverClock = new ServerClock(this.clock);
    this.api = new Api(this.http, 'https://front.test', this.clock, this.serverClock, '1.0.0');
    this.retrier = new Retrier(this.clock, this.random);
    const codes = {
      next: () => {
        this.codes.push(`code-${this.codes.length + 1}`);
        return Promise.resolve(this.codes[this.codes.length - 1] ?? null);
      },
    };
    this.session = new Session(this.storage, this.api, codes, this.retrier, this.serverClock);
    this.customer = new Customer(this.api, this.session);
    this.requests = new Requests(this.storage, this.random, () => this.serverClock.now());
    this.keyed = new Keyed(this.customer, this.requests, this.retrier, async cancel => {
      return (await this.session.need(cancel)).customerId;
    });
  }

  /** The server's own time. */
  get serverNow(): number {
    return this.epoch + this.clock.now();
  }

  /** Logs a customer in, and lets the server's time be known. */
  async logIn(customerId = 'anna', forMs = 12 * 3600_000): Promise<void> {
    this.answer({ '/api/login': () => this.login(customerId, forMs) });
    await this.session.signIn();
    this.serverClock.answered(iso(this.serverNow), this.clock.now(), this.clock.now());
  }

  login(customerId = 'anna', forMs = 12 * 3600_000): Reply {
    const token = `token-of-${customerId}-${this.codes.length}`;
    return json(200, { token, customerId, expiresAt: iso(this.serverNow + forMs) });
  }

  /** Answers by the address's end; others get no answer. */
  answer(routes: Record<string, (request: HttpRequest, count: number) => Reply>): void {
    const counts = new Map<string, number>();
    this.http.answer = request => {
      const end = Object.keys(routes).find(route => request.url.endsWith(route));
      if (end === undefined) return 'silence';
      counts.set(end, (counts.get(end) ?? 0) + 1);
      return routes[end]!(request, counts.get(end)!);
    };
  }
}
