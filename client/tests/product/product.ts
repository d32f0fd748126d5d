import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { randomBytes } from 'node:crypto';
import type { FlashSale, GroupBuy, StationList } from '@/core/api/types';
import { Api } from '@/core/http/api';
import { Retrier } from '@/core/http/retrier';
import { Live } from '@/core/live/live';
import { Keyed } from '@/core/orders/keyed';
import { LeftOrders } from '@/core/orders/leftOrders';
import type { Clock, Connect, Http, HttpAnswer, HttpRequest, Random, Wallet } from '@/core/ports';
import { Customer } from '@/core/session/customer';
import { Session } from '@/core/session/session';
import { Requests } from '@/core/store/requests';
import { ServerClock } from '@/core/time/serverClock';
import { TestStorage } from '../fakes/testStorage';

/** The address of a running product, with its simulator. */
export const address = ((): string => {
  const given = process.env['PRODUCT'];
  if (!given) throw new Error('PRODUCT names no product: PRODUCT=http://127.0.0.1:5080 npm run test:product');
  return given.replace(/\/$/, '');
})();

export const clock: Clock = {
  now: () => performance.now(),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

export const random: Random = {
  fraction: () => Math.random(),
  bytes: count => Promise.resolve(Uint8Array.from(randomBytes(count))),
};

/** HTTP of a phone whose line a test cuts: the server answers, and the answer is lost. */
export class CutHttp implements Http {
  readonly requests: HttpRequest[] = [];
  lose: (request: HttpRequest) => boolean = () => false;

  send(request: HttpRequest): { answer: Promise<HttpAnswer>; abort(): void } {
    this.requests.push(request);
    const controller = new AbortController();
    const isLost = this.lose(request);
    const answer = fetch(request.url, {
      method: request.method,
      headers: { ...request.headers },
      body: request.body,
      signal: controller.signal,
    }).then(async response => {
      const body = await response.text();
      if (isLost) throw new Error('lost');
      return { status: response.status, headers: Object.fromEntries(response.headers.entries()), body };
    });
    return { answer, abort: () => controller.abort() };
  }
}

const connect: Connect = token => {
  const connection = new HubConnectionBuilder()
    .withUrl(`${address}/hubs/live`, {
      skipNegotiation: true,
      transport: HttpTransportType.WebSockets,
      accessTokenFactory: () => token ?? '',
    })
    .configureLogging(LogLevel.None)
    .build();
  let heard: () => void = () => undefined;
  return {
    start: () => connection.start(),
    stop: () => void connection.stop().catch(() => undefined),
    invoke: async (method, argument) => {
      const result: unknown = await connection.invoke(method, argument);
      heard();
      return result;
    },
    on: (message, receive) =>
      connection.on(message, (body: unknown) => {
        heard();
        receive(body);
      }),
    onClosed: listener => connection.onclose(() => listener()),
    onHeard: listener => (heard = listener),
  };
};

/** A phone of a customer. A second one on the same storage is the same app after a kill. */
export class Phone {
  readonly http = new CutHttp();
  readonly serverClock = new ServerClock(clock);
  readonly api = new Api(this.http, address, clock, this.serverClock, 'test');
  readonly retrier = new Retrier(clock, random);
  readonly session: Session;
  readonly customer: Customer;
  readonly keyed: Keyed;
  readonly left: LeftOrders;
  readonly live: Live;
  private readonly unfollows: Array<() => void> = [];

  constructor(
    readonly name: string,
    readonly storage = new TestStorage(),
  ) {
    const codes = { next: () => Promise.resolve(`u-${name}`) };
    this.session = new Session(storage, this.api, codes, this.retrier, this.serverClock);
    this.customer = new Customer(this.api, this.session);
    const requests = new Requests(storage, random, () => this.serverClock.now());
    this.keyed = new Keyed(
      this.customer,
      requests,
      this.retrier,
      async cancel => (await this.session.need(cancel)).customerId,
    );
    this.left = new LeftOrders(storage);
    this.live = new Live(clock, random, this.serverClock, connect, () => this.session.last?.token ?? null);
  }

  follow(topic: string, onData: (data: unknown) => void): void {
    this.unfollows.push(this.live.follow(topic, onData));
  }

  /** Ends the live connection: nothing is followed any more, so it is not opened again. */
  close(): void {
    for (const unfollow of this.unfollows.splice(0)) unfollow();
    this.live.renew();
  }
}

export const aName = (): string => `c${randomBytes(6).toString('hex')}`;

/** Presses "pay" on the simulator's page, as a person would. */
export const paysOnPage: Wallet = {
  pay: async ({ payPage }) => {
    if (!payPage) throw new Error('The product runs without its simulator.');
    const response = await fetch(payPage, { method: 'POST', body: new URLSearchParams({ action: 'pay' }) });
    return response.ok ? 'ok' : 'fail';
  },
};

let staffToken: Promise<string> | null = null;

async function staffLogin(): Promise<string> {
  const login = await fetch(`${address}/api/admin/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'admin', password: process.env['STAFF_PASSWORD'] ?? 'fuelgrains-dev' }),
  });
  if (!login.ok) throw new Error(`The staff's login: ${login.status} ${await login.text()}`);
  return ((await login.json()) as { token: string }).token;
}

async function staff<T>(method: string, path: string, body?: unknown, more: object = {}): Promise<T> {
  // One login serves all: the server allows a member of staff few in a minute.
  const token = await (staffToken ??= staffLogin());
  const response = await fetch(address + path, {
    method,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...more },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

async function product(): Promise<string> {
  const response = await fetch(`${address}/api/products`);
  const { products } = (await response.json()) as { products: ReadonlyArray<{ id: string; kind: string }> };
  const litres = products.find(({ kind }) => kind === 'litres') ?? products[0];
  if (litres === undefined) throw new Error('The product has no products.');
  return litres.id;
}

const window = (): { startsAt: string; endsAt: string } => ({
  startsAt: new Date(Date.now() - 60_000).toISOString(),
  endsAt: new Date(Date.now() + 3600_000).toISOString(),
});

export async function openSale(more: object = {}): Promise<FlashSale> {
  const draft = await staff<FlashSale>('POST', '/api/admin/flash-sales', {
    productId: await product(),
    title: `sale ${aName()}`,
    listPriceFen: 23_000,
    salePriceFen: 19_900,
    stock: 10,
    ...window(),
    limitPerCustomer: 2,
    limitPerOrder: 2,
    payWithinSeconds: 900,
    ...more,
  });
  return staff<FlashSale>('POST', `/api/admin/flash-sales/${draft.id}/publish`);
}

export async function openGroupBuy(): Promise<GroupBuy> {
  const draft = await staff<GroupBuy>('POST', '/api/admin/group-buys', {
    productId: await product(),
    title: `group ${aName()}`,
    listPriceFen: 23_000,
    ladder: [{ size: 2, priceFen: 18_000 }],
    stock: 10,
    ...window(),
    limitPerCustomer: 2,
    payWithinSeconds: 300,
    teamOpenSeconds: 1_200,
  });
  return staff<GroupBuy>('POST', `/api/admin/group-buys/${draft.id}/publish`);
}

export const stations = async (): Promise<StationList['stations']> =>
  ((await (await fetch(`${address}/api/stations`)).json()) as StationList).stations;

/** Staff takes a voucher in, by its code. */
export async function redeem(code: string): Promise<void> {
  const [station] = await stations();
  await staff('POST', `/api/stations/${station?.id}/redemptions`, { code }, { 'idempotency-key': aName() });
}

/** Waits until something is there; the product works on it meanwhile. */
export async function eventually<T>(look: () => Promise<T | null>, withinMs = 20_000): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== null) return found;
    if (Date.now() > until) throw new Error(`Nothing came within ${withinMs} ms.`);
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}
