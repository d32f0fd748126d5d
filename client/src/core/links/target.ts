import { expand, isGuid, shorten, ShortLength } from './guid';
import { parseQuery } from './query';

/** WeChat takes at most so many characters as the scene of a code. */
export const LongestScene = 32;

/** The page that a link, a code or a share card means. */
export type Target =
  | { readonly page: 'pump'; readonly stationId: string; readonly pump: number }
  | { readonly page: 'station'; readonly stationId: string }
  | { readonly page: 'sale'; readonly saleId: string }
  | { readonly page: 'group'; readonly groupId: string }
  | { readonly page: 'team'; readonly team: string; readonly from: number | null }
  | { readonly page: 'order'; readonly orderId: string }
  | { readonly page: 'voucher'; readonly voucherId: string }
  | { readonly page: 'vouchers' | 'groups' | 'sales' | 'stations' };

const Code = /^[0-9A-Za-z]{10}$/;
const MostPump = 9_999;

/** The target of the parameters that WeChat opens a page with; null when there is none or it is spoilt. */
export function targetOf(options: { readonly q?: string; readonly scene?: string }): Target | null {
  if (options.q !== undefined) return ofLink(decodeFully(options.q));
  if (options.scene !== undefined) return ofScene(decodeFully(options.scene));
  return null;
}

/** The target of a plain link to the product's own addresses. The host is not looked at: WeChat opens only links of the chain. */
export function ofLink(link: string): Target | null {
  const match = /^https?:\/\/[^/?#]+([^?#]*)(?:\?([^#]*))?/.exec(link);
  if (!match) return null;
  const parts = (match[1] ?? '').split('/').filter(part => part !== '');
  const query = parseQuery(match[2] ?? '');
  const [first, second, third] = parts;
  switch (first) {
    case undefined:
      return query['sale'] !== undefined ? sale(query['sale']) : { page: 'sales' };
    case 'drive':
      if (second === undefined) return query['order'] === undefined ? { page: 'stations' } : order(query['order']);
      return third === undefined ? station(second) : pump(second, third);
    case 'group':
      if (second !== undefined) return isGuid(second) ? { page: 'group', groupId: second } : null;
      return team(query['code'] ?? '', query['from']);
    case 'groups':
      return { page: 'groups' };
    case 'team':
      return team(second ?? '', query['from']);
    case 'orders':
      return second === undefined ? null : order(second);
    case 'vouchers':
      if (second === undefined) return { page: 'vouchers' };
      return isGuid(second) ? { page: 'voucher', voucherId: second } : null;
    default:
      return null;
  }
}

/** The target of a scene: a letter for the page, a short id or a team's code, and a number after a dot. */
export function ofScene(scene: string): Target | null {
  const [head = '', number] = scene.slice(1).split('.');
  if (scene.startsWith('t')) return team(head, number);
  if (head.length !== ShortLength) return null;
  const id = expand(head);
  if (id === null) return null;
  switch (scene[0]) {
    case 'p':
      return pump(id, number ?? '');
    case 'k':
      return station(id);
    case 's':
      return sale(id);
    case 'g':
      return { page: 'group', groupId: id };
    case 'o':
      return { page: 'order', orderId: id };
    case 'v':
      return { page: 'voucher', voucherId: id };
    default:
      return null;
  }
}

/** The scene of a target, at most 32 characters; null for a page that needs no code. */
export function sceneOf(target: Target): string | null {
  switch (target.page) {
    case 'pump':
      return withId('p', target.stationId, target.pump);
    case 'station':
      return withId('k', target.stationId);
    case 'sale':
      return withId('s', target.saleId);
    case 'group':
      return withId('g', target.groupId);
    case 'order':
      return withId('o', target.orderId);
    case 'voucher':
      return withId('v', target.voucherId);
    case 'team':
      return Code.test(target.team) ? `t${target.team}${target.from === null ? '' : `.${target.from}`}` : null;
    default:
      return null;
  }
}

function withId(letter: string, id: string, number?: number): string | null {
  const short = shorten(id);
  return short === null ? null : `${letter}${short}${number === undefined ? '' : `.${number}`}`;
}

const station = (id: string): Target | null => (isGuid(id) ? { page: 'station', stationId: id } : null);
const order = (id: string): Target | null => (isGuid(id) ? { page: 'order', orderId: id } : null);
const sale = (id: string): Target | null => (isGuid(id) ? { page: 'sale', saleId: id } : null);

function pump(stationId: string, number: string): Target | null {
  const value = /^\d{1,4}$/.test(number) ? Number(number) : 0;
  return isGuid(stationId) && value >= 1 && value <= MostPump ? { page: 'pump', stationId, pump: value } : null;
}

function team(address: string, from: string | undefined): Target | null {
  if (!Code.test(address) && !isGuid(address)) return null;
  const seat = from !== undefined && /^\d{1,3}$/.test(from) ? Number(from) : 0;
  return { page: 'team', team: address, from: seat > 0 ? seat : null };
}

/** WeChat hands the value over encoded, some versions twice. */
function decodeFully(text: string): string {
  let decoded = text;
  for (let times = 0; times < 2 && /%[0-9A-Fa-f]{2}/.test(decoded); times++) {
    try {
      decoded = decodeURIComponent(decoded);
    } catch {
      return decoded;
    }
  }
  return decoded;
}
