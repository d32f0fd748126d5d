import type { Storage } from '../ports';
import { Kept } from '../store/kept';

/** Orders that a customer left to pay and did not come back from; the oldest is forgotten first. */
export const MostLeft = 10;

const Place = 'fuelgrains.paying';

/** The orders whose payment sheet was opened and whose outcome is not known. They survive a killed app. */
export class LeftOrders {
  private readonly kept: Kept<string[]>;

  constructor(storage: Storage) {
    this.kept = new Kept(storage, Place);
  }

  has(orderId: string): boolean {
    return this.all.includes(orderId);
  }

  note(orderId: string): void {
    this.kept.set([...this.all.filter(id => id !== orderId), orderId].slice(-MostLeft));
  }

  forget(orderId: string): void {
    if (!this.has(orderId)) return;
    const others = this.all.filter(id => id !== orderId);
    this.kept.set(others.length === 0 ? null : others);
  }

  private get all(): readonly string[] {
    return Array.isArray(this.kept.value) ? this.kept.value : [];
  }
}
