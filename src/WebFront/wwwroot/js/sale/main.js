// The sale page: connects its parts.
import { barredBy } from '../barred.js';
import { clock } from '../clock.js';
import { byId } from '../dom.js';
import { timeOfDay } from '../format.js';
import { Live } from '../live.js';
import { setUpLogin } from '../login.js';
import { Session } from '../session.js';
import { fillTexts, problemText, text } from '../texts.js';
import { renderBuyBar } from './buybar.js';
import { setUpCancel } from './cancel.js';
import { firstChoice, loadGroups, loadOrder, loadOrders, loadSale, loadSales, loadSalesUntilThere } from './data.js';
import { renderHeader } from './header.js';
import { renderHero } from './hero.js';
import { change, model, onRender, putOrders, putSale, shownSale } from './model.js';
import { renderOrders } from './orders.js';
import { renderOthers } from './others.js';
import { pendingOf } from './pending.js';
import { buy, stopWaiting } from './purchase.js';

const TickMs = 200; // the largest lag of a countdown
const ListEveryMs = 60_000; // new sales are rare; the selected one is live

const session = new Session('fuelgrains.customer');
const live = new Live({
  token: () => session.token,
  onState: state => {
    const cameBack = state === 'live' && model.live !== 'live';
    change({ live: state });
    if (cameBack) void refresh();
  },
  onFailed: () => void catchUpOverHttp(),
});
const cancel = setUpCancel(logOutWhenRefused);

function render() {
  const now = clock.now();
  if (model.session && !session.current) logOut();
  const sale = Number.isNaN(now) ? null : shownSale();
  renderHeader();
  renderHero(sale, now, model.live);
  renderBuyBar(sale, now);
  renderOrders(now, cancel);
  if (!Number.isNaN(now)) renderOthers(now, choose);
}

function choose(id) {
  if (id === null || id === model.saleId) return;
  if (model.saleId) live.leave(`sale/${model.saleId}`);
  change({ saleId: id, outcome: null, quantity: 1 });
  history.replaceState(null, '', `?sale=${encodeURIComponent(id)}`);
  live.follow(`sale/${id}`, putSale);
  scrollTo({ top: 0 });
}

function logIn(customer) {
  session.begin(customer);
  live.renew();
  enter();
}

function enter() {
  change({ session: session.current, orders: new Map(), moreOrders: false, outcome: null, barred: null });
  if (!model.session) return;
  live.follow('me', data => putOrders(data.orders));
  void loadOrders().catch(logOutWhenRefused);
  const pending = pendingOf(model.session.customerId);
  if (!pending) return;
  choose(pending.saleId);
  press(pending.saleId, pending.quantity);
}

function logOut() {
  stopWaiting();
  live.leave('me');
  session.end();
  change({ session: null, orders: new Map(), moreOrders: false, barred: null });
  live.renew();
}

function logOutWhenRefused(error) {
  if (error.slug !== 'unauthenticated' || !model.session) return;
  logOut();
  change({ outcome: { kind: 'bad', text: problemText(error) } });
}

function press(saleId, quantity) {
  void buy(model.session, saleId, quantity, { onHeld, onRefused });
}

function onHeld(pending, { orderId, status, payBy, amountFen, replayed }) {
  const { title = '' } = model.sales.find(sale => sale.id === pending.saleId) ?? {};
  const createdAt = new Date(clock.now()).toISOString();
  const known = model.orders.get(orderId);
  if (!known && model.session?.customerId === pending.customerId) {
    putOrders([
      {
        id: orderId,
        saleId: pending.saleId,
        title,
        quantity: pending.quantity,
        amountFen,
        status,
        cause: 'none',
        createdAt,
        payBy,
        closedAt: null,
      },
    ]);
  }
  change({ outcome: { kind: 'good', orderId, text: text('sale.outcome.held', { time: timeOfDay(payBy) }) } });
  // A replayed answer holds the status of the first try, which may have changed since.
  if (replayed) void loadOrder(orderId).catch(() => {});
}

function onRefused(pending, error) {
  if (error.slug === 'unauthenticated') return logOutWhenRefused(error);
  const barred = barredBy(error);
  if (barred) return change({ barred: { saleId: pending.saleId, ...barred }, outcome: null });
  let words = problemText(error);
  if (error.slug === 'not-started' && error.startsAt)
    words = text('sale.outcome.notStarted', { time: timeOfDay(error.startsAt) });
  if (error.slug === 'all-held' && error.firstReturnAt)
    words = text('sale.outcome.allHeld', { time: timeOfDay(error.firstReturnAt) });
  change({ outcome: { kind: 'bad', text: words } });
  if (model.live !== 'live') void catchUpOverHttp();
}

async function refresh() {
  await Promise.all([loadSales(), loadGroups()]);
  if (model.saleId === null) choose(firstChoice());
}

async function catchUpOverHttp() {
  await Promise.all([refresh(), loadOrders().catch(logOutWhenRefused)]);
}

async function begin() {
  fillTexts();
  document.title = text('sale.title');
  onRender(render);
  setUpLogin({ onLogin: logIn, onTrouble: words => change({ outcome: { kind: 'bad', text: words } }) });
  byId('go').addEventListener('click', () => press(model.saleId, model.quantity));
  byId('stop').addEventListener('click', stopWaiting);
  byId('less').addEventListener('click', () => change({ quantity: model.quantity - 1 }));
  byId('more').addEventListener('click', () => change({ quantity: model.quantity + 1 }));
  byId('logout').addEventListener('click', logOut);
  byId('older').addEventListener('click', () => void loadOlder());
  render();
  setInterval(render, TickMs);
  setInterval(() => document.visibilityState === 'visible' && void refresh(), ListEveryMs + Math.random() * 10_000);

  await loadSalesUntilThere();
  live.start();
  void loadGroups();
  const wanted = new URLSearchParams(location.search).get('sale');
  const there = wanted && (model.sales.some(sale => sale.id === wanted) || (await loadSale(wanted)));
  choose(there ? wanted : firstChoice());
  if (session.current) enter();
}

async function loadOlder() {
  const oldest = [...byId('orders').keyedNodes.keys()].at(-1);
  await loadOrders(oldest).catch(logOutWhenRefused);
}

void begin();
