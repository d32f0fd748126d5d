import type { FlashSale, FlashSaleSnapshot, MyNews, Order, OrderList } from '@/core/api/types';
import { Cancel } from '@/core/cancel';
import { slugOf } from '@/core/http/problem';
import { merge } from '@/core/orders/myOrders';
import type { Press } from '@/core/orders/press';
import { Presses } from '@/core/orders/presses';
import { Returns, orderPath, type PlacedOrder } from '@/core/sales/returns';
import { Rush } from '@/core/sales/rush';
import { clock, Phone, random } from '../product/product';
import { Line } from './line';
import type { Known, Report } from './messages';

/** The time after which a customer reports what it believes, sure or not. */
const PatienceMs = 30_000;

/** The buttons of a page that opens after the start arm at once; their customers press within this time. */
const PressWithinMs = 300;

const Decided = ['done', 'refused', 'resting', 'idle'];

/** One life of the app: the core, put together as the app does, with the page of one sale on top. */
class App {
  readonly phone: Phone;
  readonly line: Line;
  readonly presses: Presses;
  orders: Order[] = [];
  sale: FlashSale | null = null;
  press: Press<PlacedOrder> | null = null;
  private rush: Rush | null = null;
  private stopFinger: () => void = () => undefined;
  private changed: () => void = () => undefined;

  constructor(
    readonly name: string,
    onOrder: (what: 'sent' | 'answered') => void,
    before?: App,
  ) {
    this.phone = new Phone(name, before?.phone.storage);
    this.line = new Line(this.phone.http, onOrder);
    this.presses = new Presses(this.phone.keyed);
    const { session, live } = this.phone;
    session.onChange(() => live.renew());
    session.onChange(login => login !== null && this.presses.resume());
    live.onState(state => {
      if (state === 'live') this.presses.resume();
      this.changed();
    });
  }

  async enter(): Promise<void> {
    const { session, live } = this.phone;
    await session.need();
    this.presses.resume();
    this.phone.follow('me', data => {
      this.orders = merge(this.orders, (data as MyNews).orders);
      this.changed();
    });
    await this.until(() => live.current === 'live');
  }

  async open(saleId: string): Promise<void> {
    const { api, live, serverClock } = this.phone;
    const returns = new Returns(clock, random, serverClock);
    const put = (sale: FlashSale): void => {
      this.sale = sale;
      returns.free(sale.free);
      this.changed();
    };
    this.press = this.presses.at<PlacedOrder>(orderPath(saleId), returns.rest, () => this.changed());
    void this.press.ask();
    this.phone.follow(`sale/${saleId}`, data => put(data as FlashSale));
    await this.until(() => this.sale !== null && live.current === 'live');
    const { data } = await this.phone.retrier.untilDefinite(
      () => api.call<FlashSaleSnapshot>('GET', `/api/flash-sales/${saleId}`),
      new Cancel(),
    );
    if (this.sale === null || live.current !== 'live') put(data.sale);
  }

  /** Presses when the button arms. */
  arm(): void {
    if (this.sale === null) throw new Error('No sale is shown.');
    this.rush = new Rush(clock, this.phone.serverClock, random, this.sale);
    const isLate = this.rush.armed;
    this.rush.watch(
      () => void this.phone.session.need().catch(() => undefined),
      () => {
        const finger = isLate ? random.fraction() * PressWithinMs : 0;
        this.stopFinger = clock.after(finger, () => void this.press?.press({ quantity: 1 }));
      },
    );
  }

  kill(): void {
    this.line.kill();
    this.rush?.end();
    this.stopFinger();
    this.phone.close();
  }

  /** Waits until the app knows what became of its press, or patience ends. */
  async settled(): Promise<void> {
    const { press } = this;
    await this.until(() => {
      if (press === null || press.isOpen || !Decided.includes(press.state.phase)) return false;
      const { state } = press;
      return (
        this.phone.live.current === 'live' &&
        (state.phase !== 'done' || this.orders.some(({ id }) => id === state.answer.data.orderId))
      );
    });
  }

  private until(isThere: () => boolean): Promise<void> {
    return new Promise(resolve => {
      const end = (): void => {
        stop();
        this.changed = () => undefined;
        resolve();
      };
      const stop = clock.after(PatienceMs, end);
      this.changed = () => {
        if (isThere()) end();
      };
      this.changed();
    });
  }
}

const known = (orders: readonly Order[], saleId: string): Known[] =>
  orders.filter(order => order.saleId === saleId).map(({ id, status, quantity }) => ({ id, status, quantity }));

/** A customer of the crowd. Some have their app killed as soon as the order is on its way, and begin it anew. */
export class CrowdCustomer {
  private apps: App[] = []; // the app's lives in this sale
  private restarted: Promise<void> = Promise.resolve();
  private saleId = '';

  constructor(
    readonly name: string,
    private readonly isKilled: boolean,
    private readonly onOrder: (what: 'sent' | 'answered') => void,
  ) {
    this.begin();
  }

  enter(): Promise<void> {
    return this.app.enter();
  }

  async open(saleId: string): Promise<void> {
    this.saleId = saleId;
    this.apps = [this.app];
    this.app.line.orders.length = 0;
    await this.app.open(saleId);
  }

  arm(): void {
    this.app.arm();
  }

  async report(killedAt: number): Promise<Report> {
    await this.restarted;
    await this.app.settled();
    const { phone, press, sale } = this.app;
    const rested = press?.state.phase === 'resting' ? press.state.why : null;
    if (rested !== null) await press?.stop();
    const { orders } = await phone.retrier.untilDefinite(
      () => phone.customer.get<OrderList>('/api/orders?limit=20'),
      new Cancel(),
    );
    const state = press?.state;
    const placed = state?.phase === 'done' ? state.answer : null;
    const sent = this.apps.flatMap(({ line }) => line.orders);
    return {
      name: this.name,
      phase: state?.phase ?? 'none',
      why: state?.phase === 'refused' ? slugOf(state.error) : rested,
      orderId: placed?.data.orderId ?? null,
      hasOpenRequest: phone.keyed.open.length > 0,
      replayed: placed?.replayed ?? false,
      isRestarted: this.apps.length > 1,
      wasInFlight: this.apps.some(({ line }) => line.inFlightAt(killedAt)),
      keys: new Set(sent.map(({ key }) => key)).size,
      shown: known(this.app.orders, this.saleId),
      orders: known(orders, this.saleId),
      sale: sale && { free: sale.free, held: sale.held },
    };
  }

  private get app(): App {
    const app = this.apps[this.apps.length - 1];
    if (app === undefined) throw new Error('No app was begun.');
    return app;
  }

  private begin(before?: App): App {
    const app = new App(
      this.name,
      what => {
        this.onOrder(what);
        if (what === 'sent' && this.isKilled && this.apps.length === 1) this.restarted = this.restart(app);
      },
      before,
    );
    this.apps.push(app);
    return app;
  }

  private async restart(killed: App): Promise<void> {
    killed.kill();
    const app = this.begin(killed);
    await app.enter();
    await app.open(this.saleId);
  }
}
