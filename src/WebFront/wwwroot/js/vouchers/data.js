// Loads vouchers and the names of the stations that accept them.
import { call } from '../api.js';

const PageSize = 100;

/** The vouchers of one order. The API cannot filter by order, so pages are read, newest first, until all units are found. */
export async function vouchersOf(session, order) {
  const found = [];
  let next = null;
  do {
    const page = await listVouchers(session, next);
    found.push(...page.vouchers.filter(voucher => voucher.orderId === order.id));
    next = page.next;
  } while (found.length < order.quantity && next !== null);
  return found.reverse();
}

export async function listVouchers(session, before) {
  const page = before ? `&before=${encodeURIComponent(before)}` : '';
  const { data } = await call('GET', `/api/vouchers?limit=${PageSize}${page}`, { token: session.token });
  return data;
}

/** The state to show: a voucher past its validity is expired even before the server records it. */
export const stateOf = (voucher, now) =>
  voucher.state === 'issued' && Date.parse(voucher.validTo) <= now ? 'expired' : voucher.state;

let stations = null;

/** Station names by id, fetched once (again after a failure); empty until then. */
export async function stationNames() {
  stations ??= call('GET', '/api/stations?limit=1000').then(
    ({ data }) => new Map(data.stations.map(station => [station.id, station.name])),
  );
  try {
    return await stations;
  } catch {
    stations = null;
    return new Map();
  }
}
