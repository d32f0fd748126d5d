import { instant } from '../time/instant';

/** Orders that are remembered; the live snapshot has twenty, and a page of the list as many. */
export const MostOrders = 100;

const Rank: Readonly<Record<string, number>> = {
  pendingPayment: 0,
  closing: 1,
  paid: 2,
  cancelled: 2,
  fulfilled: 3,
  refunding: 4,
  refunded: 5,
};

interface Listed {
  readonly id: string;
  readonly saleId: string | null;
  readonly status: string;
  readonly quantity: number;
  readonly createdAt: string;
}

const rankOf = (order: { readonly status: string }): number => Rank[order.status] ?? 0;

/** Merges newer states in, newest order first. Statuses only move forward, so a slow answer cannot reset one. */
export function merge<T extends Listed>(known: readonly T[], changed: readonly T[]): T[] {
  const byId = new Map(known.map(order => [order.id, order]));
  for (const order of changed) {
    const before = byId.get(order.id);
    if (before === undefined || rankOf(order) >= rankOf(before)) byId.set(order.id, order);
  }
  return [...byId.values()]
    .sort((a, b) => instant(b.createdAt) - instant(a.createdAt) || (b.id < a.id ? -1 : 1))
    .slice(0, MostOrders);
}

/** The units that count against the customer's limit in a sale, as far as the client knows. The server decides. */
export const unitsIn = (orders: readonly Listed[], saleId: string): number =>
  orders
    .filter(order => order.saleId === saleId && order.status !== 'cancelled' && rankOf(order) <= 3)
    .reduce((sum, order) => sum + order.quantity, 0);
