import { aName } from '../product/product';

export type PayOutcome = 'ok' | 'cancel' | 'fail';

/** A phone with WeChat and its owner: what a test may choose of both, and what happened to them. */
export class FakePhone {
  /** Follows each call that the program makes over the line. */
  readonly asked: string[] = [];
  /** Every message that came through a socket. */
  readonly heard: string[] = [];
  /** The sheets and panels of WeChat that were opened. */
  readonly sheets: string[] = [];
  /** The simulator's page for each payment that the server prepared, by its package. */
  readonly payPages = new Map<string, string>();
  /** What the owner does at WeChat's payment sheet. */
  pay: (payPage: string) => Promise<PayOutcome> = paysAt;
  isLoginRefused = false;
  /** The phone keeps nothing more. */
  isStorageFull = false;
  /** The phone has no network. */
  isOffline = false;
  /** Switches that the server has on for this phone. */
  flags: Readonly<Record<string, boolean>> = {};
  /** Counts the sockets that the program opened, or tried to. */
  sockets = 0;
  /** Null: the owner, or the phone, gives no place. */
  place: { readonly latitude: number; readonly longitude: number } | null = null;
  /** Whether the owner agreed to the privacy terms before. */
  hasAgreed = true;
  takesNotices = false;
  /** The path that a scanned code of the mini-program leads to. */
  scans = '';
  private readonly networkListeners: Array<(network: object) => void> = [];

  constructor(
    /** The customer's name at the simulator. */
    readonly name = aName(),
    readonly storage = new Map<string, unknown>(),
  ) {}

  onNetwork(listener: (network: object) => void): void {
    this.networkListeners.push(listener);
  }

  /** Tells the program what WeChat tells of the network. */
  networkIs(networkType: 'none' | 'wifi' | '4g'): void {
    this.isOffline = networkType === 'none';
    for (const listener of this.networkListeners) listener({ isConnected: !this.isOffline, networkType });
  }

  keep(key: string, value: unknown): void {
    if (this.isStorageFull) throw new Error('setStorageSync:fail exceed max storage');
    this.storage.set(key, value);
  }
}

/** Presses "pay" on the simulator's page, which is WeChat's sheet here. */
export async function paysAt(payPage: string): Promise<PayOutcome> {
  const response = await fetch(payPage, { method: 'POST', body: new URLSearchParams({ action: 'pay' }) });
  return response.ok ? 'ok' : 'fail';
}
