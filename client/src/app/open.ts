// The pages' addresses, and the way to what a link or a code means.
import type { Target } from '@/core/links/target';

const Tabs = ['/pages/home/home', '/pages/fuel/fuel', '/pages/campaigns/campaigns', '/pages/me/me'];

export const pages = {
  sale: (id: string): string => `/pages/sale/sale?id=${id}`,
  order: (id: string): string => `/pages/wallet/order?id=${id}`,
  fuelOrder: (id: string): string => `/pages/pump/order?id=${id}`,
  orders: '/pages/wallet/orders',
  vouchers: '/pages/wallet/vouchers',
  voucher: (id: string): string => `/pages/wallet/voucher?id=${id}`,
  group: (id: string): string => `/pages/team/group?id=${id}`,
  team: (team: string, from: number | null = null): string =>
    `/pages/team/team?code=${team}${from === null ? '' : `&from=${from}`}`,
  pump: (stationId: string, pump: number): string => `/pages/pump/pump?station=${stationId}&pump=${pump}`,
  station: (id: string): string => `/pages/stations/station?id=${id}`,
  stations: '/pages/stations/stations',
  help: '/pages/help/help',
  home: '/pages/home/home',
  campaigns: '/pages/campaigns/campaigns',
};

export function addressOf(target: Target): string {
  switch (target.page) {
    case 'pump':
      return pages.pump(target.stationId, target.pump);
    case 'station':
      return pages.station(target.stationId);
    case 'sale':
      return pages.sale(target.saleId);
    case 'group':
      return pages.group(target.groupId);
    case 'team':
      return pages.team(target.team, target.from);
    case 'order':
      return pages.order(target.orderId);
    case 'voucher':
      return pages.voucher(target.voucherId);
    case 'vouchers':
      return pages.vouchers;
    case 'stations':
      return pages.stations;
    case 'groups':
    case 'sales':
      return pages.campaigns;
  }
}

const nothing = (): void => undefined;

/** WeChat stacks ten pages; beyond that the page is replaced. */
export function go(address: string): void {
  if (Tabs.includes(address)) uni.switchTab({ url: address, fail: nothing });
  else uni.navigateTo({ url: address, fail: () => replace(address) });
}

/** Replaces the page: it was only the way here. */
export function replace(address: string): void {
  if (Tabs.includes(address)) uni.switchTab({ url: address, fail: nothing });
  else uni.redirectTo({ url: address, fail: nothing });
}
