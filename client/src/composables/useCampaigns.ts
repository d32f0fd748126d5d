import { api, serverClock } from '@/app/client';
import type { FlashSale, FlashSaleList, GroupBuy, GroupBuyList } from '@/core/api/types';
import type { Cancel } from '@/core/cancel';
import { QuietForMs } from '@/core/sales/rush';
import { instant } from '@/core/time/instant';
import { useLoaded, type Loaded } from './useLoaded';

export interface Campaigns {
  readonly sales: readonly FlashSale[];
  readonly groups: readonly GroupBuy[];
}

/** The listed campaigns. In the minute before a start the list is not asked for again. */
export function useCampaigns(): Loaded<Campaigns> {
  const loaded: Loaded<Campaigns> = useLoaded<Campaigns>(load, () => {
    const now = serverClock.now();
    const starts = (loaded.data.value?.sales ?? []).map(sale => instant(sale.startsAt) - now);
    return !starts.some(ms => ms > 0 && ms <= QuietForMs);
  });
  return loaded;
}

async function load(cancel: Cancel): Promise<Campaigns> {
  const [sales, groups] = await Promise.all([
    api.call<FlashSaleList>('GET', '/api/flash-sales', { cancel }),
    api.call<GroupBuyList>('GET', '/api/group-buys', { cancel }),
  ]);
  return { sales: sales.data.sales, groups: groups.data.groupBuys };
}
