// The staff console: login, views, live campaigns and their actions.
import { call, isUnknown } from '../api.js';
import { clock } from '../clock.js';
import { byId, setData, setText, setVisible } from '../dom.js';
import { Live } from '../live.js';
import { fillTexts, problemText, text } from '../texts.js';
import { renderTop } from '../top.js';
import { setUpActions } from './campaigns/actions.js';
import { setUpCreate } from './campaigns/flashSales/create.js';
import { renderTable } from './campaigns/flashSales/table.js';
import { setUpCreateGroup } from './campaigns/groupBuys/create.js';
import { renderGroups } from './campaigns/groupBuys/table.js';
import { teamsPanel } from './campaigns/groupBuys/teams.js';
import { hoardingPanel } from './campaigns/hoarding.js';
import { groups, sales } from './campaigns/kinds.js';
import { setUpLogin } from './login.js';
import { change, model, onRender } from './model.js';
import { billLists } from './money/bills.js';
import { moneyLists } from './money/money.js';
import { setUpOrders } from './money/orders.js';
import { settlementPanel } from './money/settlement.js';
import { opsLists } from './ops/ops.js';
import { reconciliationPanel } from './ops/reconciliation.js';
import { staffSession } from './session.js';
import { fuelCases } from './stations/fuelOrders.js';
import { stationsPanel } from './stations/stations.js';
import { currentView, forgetPlaces, renderViews, setUpViews } from './views.js';

const TickMs = 1000;
const RefreshEveryMs = 4000; // the largest age of a visible list
const FollowAtMost = 20; // per kind, newest first: a connection has 50 topics; older campaigns change only on refresh

const session = staffSession(render);
const followed = new Set();
const live = new Live({
  onState: state => {
    const cameBack = state === 'live' && model.live !== 'connecting';
    change({ live: state });
    if (cameBack) loadAll();
  },
});
let onAction = () => {};
let panels = {}; // the panels of each view
let teams = null;

function render() {
  followLogin();
  const { session: who, message } = model;
  renderTop({ live: who === null ? null : model.live, session: who });
  setVisible(byId('login'), who === null);
  setVisible(byId('ops'), who?.roles.includes('ops') ?? false);
  setVisible(byId('redeem-link'), mayRedeem(who));
  setText(byId('message'), message?.text ?? '');
  setData(byId('message'), 'kind', message?.kind ?? '');
  renderViews();
  if (currentView() === 'sales') renderTable(clock.now(), onAction);
  if (currentView() === 'groups') renderGroups(clock.now(), onAction, teams.open);
  for (const panel of panels[currentView()] ?? []) panel.render();
}

/** Fetches the visible panels only. */
function refreshVisible() {
  if (document.visibilityState !== 'visible') return;
  for (const panel of panels[currentView()] ?? []) panel.refresh();
}

async function load(kind) {
  try {
    const { data } = await call('GET', kind.path, { token: model.session?.token });
    change(kind === sales ? { sales: data.sales, loaded: true } : { campaigns: data.groupBuys, campaignsLoaded: true });
    followAll(kind);
  } catch (error) {
    if (error.slug === 'unauthenticated') logOut();
    change({ message: { kind: 'bad', text: problemText(error) } });
  }
}

function loadAll() {
  if (!model.session?.roles.includes('marketing')) return;
  void load(sales);
  void load(groups);
}

/** Drafts are not public and have no topic yet. */
function followAll(kind) {
  for (const { id } of kind
    .listed()
    .filter(one => one.status !== 'draft')
    .slice(0, FollowAtMost)) {
    if (followed.has(id)) continue;
    followed.add(id);
    live.follow(`${kind.topic}/${id}`, kind.put);
  }
}

function trouble(error, kind) {
  if (error.slug === 'unauthenticated') logOut();
  else if (isUnknown(error) || error.slug === 'wrong-state') void load(kind);
}

/** A live update may be newer than the action's answer: fetch a snapshot. */
function acted(kind, { id }) {
  followAll(kind);
  live.refresh(`${kind.topic}/${id}`);
}

function enter() {
  change({ session: session.current });
  if (!model.session) return;
  loadAll();
  if (currentView() === null) {
    if (mayRedeem(model.session)) location.assign('/redeem');
    else change({ message: { kind: 'bad', text: text('console.nothing') } });
  }
  refreshVisible();
}

const mayRedeem = who => who?.roles.some(role => role === 'station' || role === 'admin') ?? false;

/** Follows a login or a logout in another tab, and the end of a login. */
function followLogin() {
  if (model.session?.token === session.current?.token) return;
  if (model.session) leave();
  change({ message: null });
  enter();
}

function logOut() {
  session.end(model.session);
  leave();
}

function leave() {
  for (const panel of Object.values(panels).flat()) panel.clear();
  for (const dialog of document.querySelectorAll('dialog[open]')) dialog.close();
  forgetPlaces();
  change({ session: null, sales: [], loaded: false, campaigns: [], campaignsLoaded: false });
}

function begin() {
  fillTexts();
  document.title = text('staff.title');
  onRender(render);
  setUpLogin({
    onLogin: who => {
      session.begin(who);
      change({ message: null });
      enter();
    },
    onTrouble: words => change({ message: { kind: 'bad', text: words } }),
  });
  setUpCreate({ onCreated: sales.put, onTrouble: error => trouble(error, sales) });
  setUpCreateGroup({ onCreated: groups.put, onTrouble: error => trouble(error, groups) });
  onAction = setUpActions({ onDone: acted, onTrouble: trouble });
  const onActed = error => {
    if (error?.slug === 'unauthenticated') logOut();
    else refreshVisible();
  };
  const refused = error => error.slug === 'unauthenticated' && logOut();
  fillPanels(refused, onActed);
  setUpViews(refreshVisible);
  byId('refresh').addEventListener('click', () => void load(sales));
  byId('refresh-groups').addEventListener('click', () => {
    void load(groups);
    refreshVisible();
  });
  byId('logout').addEventListener('click', logOut);
  enter();
  render();
  setInterval(render, TickMs);
  setInterval(refreshVisible, RefreshEveryMs);
  document.addEventListener('visibilitychange', refreshVisible);
  live.start();
}

function fillPanels(refused, onActed) {
  teams = teamsPanel(refused, onActed);
  panels = {
    sales: [hoardingPanel(sales, refused)],
    groups: [teams, hoardingPanel(groups, refused)],
    money: moneyLists(refused, onActed),
    bills: [...billLists(refused, onActed), settlementPanel(refused)],
    orders: [setUpOrders(onActed)],
    fuel: [fuelCases(refused, onActed)],
    stations: [stationsPanel(onActed)],
    ops: [reconciliationPanel(refused), ...opsLists(refused, onActed)],
  };
  byId('view-groups').append(...teams.nodes);
  byId('view-money').append(...panels.money.map(panel => panel.node));
  byId('view-bills').append(...panels.bills.map(panel => panel.node));
  byId('view-fuel').append(...panels.fuel.map(panel => panel.node));
  byId('view-stations').append(...panels.stations.map(panel => panel.node));
  byId('view-ops').append(...panels.ops.map(panel => panel.node));
}

begin();
