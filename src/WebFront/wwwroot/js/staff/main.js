// The staff's page: log in, see the sales live, work them.
import { call, isUnknown } from '../api.js';
import { clock } from '../clock.js';
import { byId, mark, put, show } from '../dom.js';
import { Live } from '../live.js';
import { Session } from '../session.js';
import { fillTexts, problemText, text } from '../texts.js';
import { setUpActions } from './actions.js';
import { setUpCreate } from './create.js';
import { change, model, onRender, putSale } from './model.js';
import { renderTable } from './table.js';

const TickMs = 1000;
const FollowAtMost = 40;  // sales watched live at once, newest first; older ones are as fresh as the last refresh

const session = new Session('fuelgrains.staff');
const followed = new Set();
const live = new Live({
  onState: state => {
    const cameBack = state === 'live' && model.live !== 'connecting';
    change({ live: state });
    if (cameBack && model.loaded) void load();
  },
});
let onAction = () => {};

function render() {
  if (model.session && !session.current) logOut();
  const { session: who, said } = model;
  show(byId('login'), who === null);
  show(byId('desk'), who !== null);
  show(byId('who'), who !== null);
  show(byId('live'), who !== null);
  show(byId('ops'), who?.roles.includes('ops') ?? false);
  put(byId('who-name'), who?.name ?? '');
  put(byId('live').querySelector('b'), text(`common.live.${model.live}`));
  mark(byId('live'), 'state', model.live);
  put(byId('said'), said?.text ?? '');
  mark(byId('said'), 'kind', said?.kind ?? '');
  if (who !== null) renderTable(clock.now(), onAction);
}

async function load() {
  try {
    const { data } = await call('GET', '/api/admin/flash-sales', { token: model.session?.token });
    change({ sales: data.sales, loaded: true });
    followAll();
  } catch (error) {
    if (error.slug === 'unauthenticated') logOut();
    change({ said: { kind: 'bad', text: problemText(error) } });
  }
}

/** Drafts are not public and so have no topic yet. */
function followAll() {
  for (const sale of model.sales.filter(sale => sale.status !== 'draft').slice(0, FollowAtMost)) {
    if (followed.has(sale.id)) continue;
    followed.add(sale.id);
    live.follow(`sale/${sale.id}`, putSale);
  }
}

function trouble(error) {
  if (error.slug === 'unauthenticated') logOut();
  else if (isUnknown(error) || error.slug === 'wrong-state') void load();
}

/** The answer to an action may have been overtaken by the live counts: a snapshot settles it. */
function acted(sale) {
  followAll();
  live.refresh(`sale/${sale.id}`);
}

function enter() {
  change({ session: session.current });
  if (!model.session) return;
  if (model.session.roles.includes('marketing')) void load();
  else change({ said: { kind: 'bad', text: text('staff.notMarketing') } });
}

function logOut() {
  session.end();
  change({ session: null, sales: [], loaded: false });
}

function setUpLogin() {
  const form = byId('login');
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const button = form.querySelector('button');
    const { name, password } = form.elements;
    button.disabled = true;
    put(button, text('staff.login.going'));
    try {
      const { data } = await call('POST', '/api/admin/login', { body: { name: name.value.trim(), password: password.value } });
      password.value = '';
      session.begin({ name: data.name, roles: data.roles, token: data.token, expiresAt: data.expiresAt });
      change({ said: null });
      enter();
    } catch (error) {
      const wrong = error.slug === 'unauthenticated' || error.slug === 'validation';
      change({ said: { kind: 'bad', text: wrong ? text('staff.login.failed') : problemText(error) } });
    } finally {
      button.disabled = false;
      put(button, text('staff.login.go'));
    }
  });
}

function begin() {
  fillTexts();
  document.title = text('staff.title');
  onRender(render);
  setUpLogin();
  setUpCreate({ onCreated: sale => putSale(sale), onTrouble: trouble });
  onAction = setUpActions({ onDone: acted, onTrouble: trouble });
  byId('refresh').addEventListener('click', () => void load());
  byId('logout').addEventListener('click', logOut);
  enter();
  render();
  setInterval(render, TickMs);
  live.start();
}

begin();
