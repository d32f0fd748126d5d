import type { Random, Storage } from '../ports';
import { Kept } from './kept';

/** Requests without a definite answer; more than anybody has open. The oldest is forgotten first. */
export const MostRequests = 20;

/** The server keeps a key for at least seven days. A request older than this is not sent again: its key might count as new. */
export const AskableForMs = 6 * 24 * 3600_000;

/** A request that takes effect once, by its key. */
export interface KeyedRequest {
  readonly customerId: string;
  readonly path: string;
  readonly body: unknown;
  readonly key: string;
  /** Server time of the first try; null when it was not known then. */
  readonly at: number | null;
}

const Place = 'fuelgrains.requests';

/** The requests whose outcome is unknown. Each is stored before it is sent, so a killed app finds it again. */
export class Requests {
  private readonly kept: Kept<KeyedRequest[]>;

  constructor(
    storage: Storage,
    private readonly random: Random,
    private readonly serverNow: () => number,
  ) {
    this.kept = new Kept(storage, Place);
  }

  /** The open requests of a customer whose keys the server still knows, oldest first. */
  of(customerId: string): readonly KeyedRequest[] {
    return this.all().filter(request => request.customerId === customerId);
  }

  find(customerId: string, path: string): KeyedRequest | null {
    return this.of(customerId).find(request => request.path === path) ?? null;
  }

  /** The open request of this customer at this address, or a new one. A request whose outcome is unknown comes first, whatever the body. */
  async begin(customerId: string, path: string, body: unknown): Promise<KeyedRequest> {
    const bytes = await this.random.bytes(16);
    // A second press may have begun the request while the bytes came.
    const known = this.find(customerId, path);
    if (known) return known;
    const key = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
    const now = this.serverNow();
    const request = { customerId, path, body, key, at: Number.isNaN(now) ? null : now };
    this.kept.set([...this.all(), request].slice(-MostRequests));
    return request;
  }

  /** The request got a definite answer: the same content is a new request from now on. */
  end(request: KeyedRequest): void {
    const left = this.all().filter(known => known.key !== request.key);
    this.kept.set(left.length === 0 ? null : left);
  }

  private all(): KeyedRequest[] {
    const kept = this.kept.value;
    if (!Array.isArray(kept)) return [];
    const now = this.serverNow();
    return kept.filter(({ at }) => at === null || Number.isNaN(now) || now - at < AskableForMs);
  }
}
