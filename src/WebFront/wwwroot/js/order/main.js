// The order's page: payment, voucher, cancellation and refund of one order.
import { clock } from '../clock.js';
import { setUpConsent } from '../consent.js';
import { byId, setData, setText, setVisible } from '../dom.js';
import { Live } from '../live.js';
import { setUpLogin } from '../login.js';
import { Paying, whenBack } from '../paying.js';
import { isWorking } from '../retrier.js';
import { Session } from '../session.js';
import { fillTexts, text } from '../texts.js';
import { renderTop } from '../top.js';
import { cancel, pay, refund, resumeRefund, setUpActions, stopWaiting } from './actions.js';
import { renderBar } from './bar.js';
import { keepLoaded } from './data.js';
import { renderHistory } from './history.js';
import { change, isMoving, model, onRender, orderId } from './model.js';
import { renderRefunds } from './refunds.js';
import { renderState } from './state.js';
import { renderTickets } from './tickets.js';

const TickMs = 200; // the largest lag of a countdown
const RefreshWhileMovingMs = 4000; // the delay of a change whose live event was lost

const session = new Session('fuelgrains.customer');
const paying = new Paying({ token: () => session.token, onChange: change, onNews: () => order.refresh() });
const order = keepLoaded(loaded => paying.see(loaded), logOutWhenRefused);
const consent = setUpConsent({ session: () => model.session, onChanged: () => change() });
const live = new Live({
  token: () => session.token,
  onState: state => {
    change({ live: state });
    if (state === 'live') order.refresh();
  },
  onFailed: () => order.refresh(),
});

function render() {
  if (model.session && !session.current) logOut();
  const now = clock.now();
  renderTop(model);
  renderNotice();
  setVisible(byId('login-card'), model.session === null);
  // The possible actions depend on the server's time.
  const known = model.session !== null && model.order !== null && !Number.isNaN(now);
  setVisible(byId('both'), known);
  if (!known) return;
  renderState(model.order, now);
  renderBar(model.order, now);
  renderTickets(now, vouchers => void refund(vouchers));
  renderRefunds(model.order);
  renderHistory(model.order);
  consent.render();
}

function renderNotice() {
  const key =
    model.session === null
      ? 'order.loginFirst'
      : model.missing
        ? 'order.missing'
        : model.order === null
          ? model.failing
            ? 'order.loadFailed'
            : 'order.loading'
          : model.live === 'offline'
            ? 'common.liveHint.offline'
            : null;
  setVisible(byId('notice'), key !== null);
  setText(byId('notice'), key === null ? '' : text(key));
  setData(byId('notice'), 'kind', key ?? '');
}

function onOwnNews(data) {
  const mine = data.orders.some(changed => changed.id === orderId);
  const ours = data.news.some(
    about => about === `order/${orderId}` || model.vouchers.some(voucher => about === `voucher/${voucher.id}`),
  );
  if (mine || ours) order.refresh();
  if (data.news.some(about => about.startsWith('notice/'))) consent.refresh();
}

function enter() {
  change({ session: session.current, order: null, vouchers: [], missing: false, outcome: null });
  if (!model.session) return;
  live.follow('me', onOwnNews);
  order.refresh();
  consent.refresh();
  resumeRefund();
}

function logOut() {
  stopWaiting();
  live.leave('me');
  session.end();
  change({ session: null, order: null, vouchers: [] });
  live.renew();
}

function logOutWhenRefused(error) {
  if (error?.slug === 'unauthenticated' && model.session) logOut();
}

function refreshWhileMoving() {
  if (document.visibilityState !== 'visible' || !model.order) return;
  if (isMoving(model.order, clock.now()) || model.live !== 'live') order.refresh();
}

function begin() {
  fillTexts();
  document.title = text('order.title');
  onRender(render);
  setUpActions({
    ended: error => {
      logOutWhenRefused(error);
      order.refresh();
    },
    leaving: () => paying.leave(model.order),
  });
  setUpLogin({
    onLogin: customer => {
      session.begin(customer);
      live.renew();
      enter();
    },
    onTrouble: words => setText(byId('login-trouble'), words),
  });
  byId('pay').addEventListener('click', () => void pay());
  byId('cancel').addEventListener('click', () => void cancel());
  byId('stop').addEventListener('click', () => {
    if (isWorking(model.request)) stopWaiting();
    else if (model.request.phase === 'unsure') resumeRefund();
    else paying.forget(model.order);
  });
  byId('logout').addEventListener('click', logOut);
  whenBack(() => {
    paying.back(model.order);
    order.refresh();
  });
  live.start();
  enter();
  render();
  setInterval(render, TickMs);
  setInterval(refreshWhileMoving, RefreshWhileMovingMs);
}

begin();
