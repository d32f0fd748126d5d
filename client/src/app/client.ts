// Puts the core together, once for the app.
import { Api } from '@/core/http/api';
import { Retrier } from '@/core/http/retrier';
import { Live } from '@/core/live/live';
import { Keyed } from '@/core/orders/keyed';
import { LeftOrders } from '@/core/orders/leftOrders';
import { Customer } from '@/core/session/customer';
import { Session } from '@/core/session/session';
import { Requests } from '@/core/store/requests';
import { ServerClock } from '@/core/time/serverClock';
import { hubAt } from '@/platform/signalR';
import { clock, randomFrom } from '@/platform/system';
import { uniHttp } from '@/platform/uniHttp';
import { uniStorage } from '@/platform/uniStorage';
import chain from '../../chain.config.json';
import { isBrowser, loginCodes, randomBytes } from './phone';

/** The web app is served by the front itself; the mini-program knows the front by the chain's settings. */
export const host = isBrowser ? location.origin : chain.host;

export { clock };
export const storage = uniStorage;
export const random = randomFrom(randomBytes);
export const serverClock = new ServerClock(clock);
export const api = new Api(uniHttp, host, clock, serverClock, __CLIENT_VERSION__);
export const retrier = new Retrier(clock, random);
export const session = new Session(storage, api, loginCodes, retrier, serverClock);
export const customer = new Customer(api, session);
export const requests = new Requests(storage, random, () => serverClock.now());
export const keyed = new Keyed(customer, requests, retrier, async cancel => (await session.need(cancel)).customerId);
export const leftOrders = new LeftOrders(storage);
export const live = new Live(clock, random, serverClock, hubAt(`${host}/hubs/live`), () => session.last?.token ?? null);

session.onChange(() => live.renew());
