// Vouchers as the API gives them. Where they may be used is named by station ids; the names are fetched once.
import { call } from '../api.js';

const PageSize = 100;

/** Those of one order. The list knows no orders, so it is read from the newest on until all units are found. */
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

/** Nobody used, holds or gave back anything of it, and it may still be used. */
export const isUntouched = (voucher, now) =>
  voucher.state === 'issued' && voucher.remainingMl === voucher.volumeMl && Date.parse(voucher.validTo) > now;

/** The state as people see it: past its time a voucher is expired, whenever the server gets round to writing it down. */
export const stateOf = (voucher, now) =>
  voucher.state === 'issued' && Date.parse(voucher.validTo) <= now ? 'expired' : voucher.state;

let stations = null;

/** Names by id; empty while they are not known. Asked for once, and again when that failed. */
export async function stationNames() {
  stations ??= call('GET', '/api/stations').then(
    ({ data }) => new Map(data.stations.map(station => [station.id, station.name])),
  );
  try {
    return await stations;
  } catch {
    stations = null;
    return new Map();
  }
}
