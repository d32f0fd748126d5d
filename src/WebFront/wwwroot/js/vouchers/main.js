// The voucher page: the customer's vouchers by state, and their codes.
import { clock } from '../clock.js';
import { byId, el, keyed, setText, setVisible } from '../dom.js';
import { Live } from '../live.js';
import { Loader } from '../loader.js';
import { setUpLogin } from '../login.js';
import { observed } from '../observed.js';
import { Session } from '../session.js';
import { fillTexts, text } from '../texts.js';
import { renderTop } from '../top.js';
import { listVouchers, stateOf } from './data.js';
import { ticketNode } from './ticket.js';

const TickMs = 1000;
const tabs = { usable: ['issued', 'held'], used: ['used'], over: ['expired', 'refunded'] };

const { model, onRender, change } = observed({
  session: null,
  live: 'connecting',
  vouchers: null, // newest first; null before the first answer
  next: null, // the cursor of the next older page
  pages: 1, // the number of pages shown
  failing: false,
  tab: 'usable',
});

const session = new Session('fuelgrains.customer');
const wallet = new Loader(load, error => {
  if (error.slug === 'unauthenticated') logOut();
  change({ failing: error.status !== 401 });
  return error.status !== 401;
});
const live = new Live({
  token: () => session.token,
  onState: state => {
    change({ live: state });
    if (state === 'live') wallet.refresh();
  },
  onFailed: () => wallet.refresh(),
});

/** Fetches all shown pages: an older voucher may have changed too. */
async function load() {
  const who = model.session;
  if (who === null) return;
  let vouchers = [];
  let next = null;
  for (let page = 0; page === 0 || (page < model.pages && next !== null); page++) {
    const answer = await listVouchers(who, next);
    vouchers = [...vouchers, ...answer.vouchers];
    next = answer.next;
  }
  if (model.session === who) change({ vouchers, next, failing: false });
}

function render() {
  if (model.session && !session.current) logOut();
  renderTop(model);
  const key =
    model.session === null
      ? 'vouchers.loginFirst'
      : model.vouchers === null
        ? model.failing
          ? 'vouchers.loadFailed'
          : 'vouchers.loading'
        : model.live === 'offline'
          ? 'common.liveHint.offline'
          : null;
  setVisible(byId('notice'), key !== null);
  setText(byId('notice'), key === null ? '' : text(key));
  setVisible(byId('login-card'), model.session === null);
  const now = clock.now();
  setVisible(byId('wallet'), model.session !== null && model.vouchers !== null && !Number.isNaN(now));
  if (!byId('wallet').hidden) renderWallet(now);
}

function renderWallet(now) {
  const having = states => model.vouchers.filter(voucher => states.includes(stateOf(voucher, now)));
  const by = Object.fromEntries(Object.entries(tabs).map(([tab, states]) => [tab, having(states)]));
  renderTabs(by);
  const shown = by[model.tab];
  setVisible(byId('empty'), shown.length === 0);
  setText(byId('empty'), text(`vouchers.empty.${model.tab}`));
  setVisible(byId('stale'), model.failing || model.live === 'reconnecting' || model.live === 'offline');
  setVisible(byId('older'), model.next !== null);
  keyed(
    byId('tickets'),
    shown.map(voucher => ({ voucher, now })),
    ({ voucher }) => voucher.id,
    ({ voucher }) => {
      const ticket = ticketNode(voucher, model.session, { open: false });
      const order = { className: 'ticket-order', href: `/orders/${voucher.orderId}`, text: text('vouchers.order') };
      if (voucher.orderId) ticket.node.append(el('a', order));
      return ticket;
    },
  );
}

function renderTabs(by) {
  keyed(
    byId('tabs'),
    Object.keys(tabs).map(tab => ({ tab, n: by[tab].length })),
    ({ tab }) => tab,
    ({ tab }) => {
      const number = el('b');
      const word = text(`vouchers.tabs.${tab}`);
      const node = el(
        'button',
        { type: 'button', role: 'tab', testid: `tab-${tab}`, onclick: () => change({ tab }) },
        word,
        number,
      );
      return {
        node,
        update({ n }) {
          setText(number, n);
          const chosen = String(model.tab === tab);
          if (node.getAttribute('aria-selected') !== chosen) node.setAttribute('aria-selected', chosen);
        },
      };
    },
  );
}

function enter() {
  change({ session: session.current, vouchers: null, next: null, pages: 1 });
  if (!model.session) return;
  live.follow('me', data => {
    if (data.news.some(about => about.startsWith('voucher/') || about.startsWith('order/')) || data.orders.length > 0)
      wallet.refresh();
  });
  wallet.refresh();
}

function logOut() {
  live.leave('me');
  session.end();
  change({ session: null, vouchers: null });
  live.renew();
}

function begin() {
  fillTexts();
  document.title = text('vouchers.title');
  onRender(render);
  setUpLogin({
    onLogin: customer => {
      session.begin(customer);
      live.renew();
      enter();
    },
    onTrouble: words => setText(byId('login-trouble'), words),
  });
  byId('logout').addEventListener('click', logOut);
  byId('older').addEventListener('click', () => {
    change({ pages: model.pages + 1 });
    wallet.refresh();
  });
  live.start();
  enter();
  render();
  setInterval(render, TickMs);
}

begin();
