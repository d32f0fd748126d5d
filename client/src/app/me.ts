// The customer's own orders and news, followed as long as somebody is logged in.
import { shallowRef } from 'vue';
import type { MyNews, Order } from '@/core/api/types';
import { merge } from '@/core/orders/myOrders';
import { live, session } from './client';

export const myOrders = shallowRef<Order[]>([]);

type Listener = (news: MyNews) => void;
const listeners = new Set<Listener>();
let unfollow: (() => void) | null = null;
let followed: string | null = null;

/** Hears of each change. Returns a function that stops it. */
export function onMyNews(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function putOrders(orders: readonly Order[]): void {
  myOrders.value = merge(myOrders.value, orders);
}

function follow(): void {
  const id = session.last?.customerId ?? null;
  if (id === followed) return;
  unfollow?.();
  followed = id;
  myOrders.value = [];
  unfollow =
    id === null
      ? null
      : live.follow('me', data => {
          const news = data as MyNews;
          putOrders(news.orders);
          for (const listener of [...listeners]) listener(news);
        });
}

/** Begins with the app. */
export function followMe(): void {
  session.onChange(follow);
  follow();
}
