import { Cancel, Cancelled } from '../cancel';
import { Problem } from '../http/problem';
import type { Progress, Retrier } from '../http/retrier';
import type { Customer } from '../session/customer';
import type { KeyedRequest, Requests } from '../store/requests';

export interface Settled<T> {
  readonly data: T;
  /** True: the request took effect at an earlier try. */
  readonly replayed: boolean;
}

/** Refusals after which the same request may still take effect later, so its key stays. */
const Undecided = new Set(['unauthenticated']);

/**
 * Sends requests that take effect once: orders, seats, fuel orders, refunds. The key is stored before it is sent and forgotten after a
 * definite answer. A request that was cut off, cancelled or killed keeps its key: asking sends the same request with the same key,
 * and the server answers what became of it.
 */
export class Keyed {
  private readonly running = new Map<string, Promise<unknown>>();

  constructor(
    private readonly customer: Customer,
    private readonly requests: Requests,
    private readonly retrier: Retrier,
    private readonly needCustomer: (cancel: Cancel) => Promise<string>,
  ) {}

  /** The open request at this address: its outcome is unknown. */
  openAt(path: string): KeyedRequest | null {
    const id = this.customer.id;
    return id === null ? null : this.requests.find(id, path);
  }

  /** The customer's open requests, for an app that comes back. */
  get open(): readonly KeyedRequest[] {
    const id = this.customer.id;
    return id === null ? [] : this.requests.of(id);
  }

  /** Begins the request, or goes on with the open one at this address, until the answer is definite. */
  async send<T>(
    path: string,
    body: unknown,
    cancel: Cancel,
    onProgress?: (progress: Progress) => void,
  ): Promise<Settled<T>> {
    const customerId = await this.needCustomer(cancel);
    const request = await this.requests.begin(customerId, path, body);
    cancel.throwIfCancelled();
    return this.settle<T>(request, cancel, onProgress);
  }

  /** Asks by key what became of a request. Two who ask at once share one answer. */
  async settle<T>(
    request: KeyedRequest,
    cancel: Cancel,
    onProgress?: (progress: Progress) => void,
  ): Promise<Settled<T>> {
    const before = this.running.get(request.key);
    if (before !== undefined) {
      await before.catch(() => undefined);
      cancel.throwIfCancelled();
    }
    const work = this.attempt<T>(request, cancel, onProgress);
    this.running.set(request.key, work);
    try {
      return await work;
    } finally {
      if (this.running.get(request.key) === work) this.running.delete(request.key);
    }
  }

  private async attempt<T>(
    request: KeyedRequest,
    cancel: Cancel,
    onProgress?: (progress: Progress) => void,
  ): Promise<Settled<T>> {
    const { path, body, key, customerId } = request;
    try {
      const { data, headers } = await this.retrier.untilDefinite(
        () => this.customer.call<T>('POST', path, { key, body, cancel, only: customerId }),
        cancel,
        onProgress,
      );
      this.requests.end(request);
      return { data, replayed: headers['idempotent-replayed'] === 'true' };
    } catch (error) {
      if (!(error instanceof Cancelled) && error instanceof Problem && !Undecided.has(error.slug))
        this.requests.end(request);
      throw error;
    }
  }
}
