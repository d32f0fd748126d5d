// The redemption page: takes a voucher code, shows one clear answer, and lists today's redemptions.
import { call } from '../api.js';
import { byId, setVisible } from '../dom.js';
import { Loader } from '../loader.js';
import { setUpLogin } from '../staff/login.js';
import { staffSession } from '../staff/session.js';
import { fillTexts, problemText, text } from '../texts.js';
import { change, model, onRender, redemptionsPath, station } from './model.js';
import { bad, redeem, stopWaiting } from './redeem.js';
import { canScan, scan } from './scan.js';
import { render, searched } from './view.js';

const TickMs = 250;
const RefreshEveryMs = 8000; // several employees redeem at the same station
const MostShown = 50; // a longer list is narrowed by name

const session = staffSession(renderWhoIsHere);

const here = new Loader(
  async () => {
    const { data } = await call('GET', `/api/stations/${encodeURIComponent(station)}`);
    change({ name: data.name });
  },
  error => error.status !== 404,
);

/** Loads the stations to choose from; with one of them there is nothing to choose. */
const choice = new Loader(
  async () => {
    if (model.session === null) return;
    const find = searched();
    const limit = station === '' ? MostShown : 1;
    const { data } = await call('GET', `/api/stations/mine?${new URLSearchParams({ find, limit })}`, {
      token: model.session.token,
    });
    change({ choice: data });
    if (station === '' && find === '' && data.total === 1) location.replace(`/redeem/${data.stations[0].id}`);
  },
  error => {
    logOutWhenRefused(error);
    if (error.slug === 'forbidden' && station === '') change({ message: problemText(error) });
    return false; // the next periodic refresh tries again
  },
);

const today = new Loader(
  async () => {
    if (model.session === null || station === '') return;
    const { data } = await call('GET', redemptionsPath, { token: model.session.token });
    change({ today: data.redemptions, failing: false, message: null });
  },
  error => {
    logOutWhenRefused(error);
    if (error.slug === 'forbidden') change({ message: text('redeem.notHere') });
    else change({ failing: true });
    return false; // the next periodic refresh tries again
  },
);

/** The list of the employee's stations is cached for a second: one that was opened a moment ago comes with the next refresh. */
function refresh() {
  if (station !== '' && model.name === null) here.refresh();
  if (station === '' || !model.choice?.total) choice.refresh();
  today.refresh();
}

function submit(code) {
  void redeem(code, error => {
    logOutWhenRefused(error);
    today.refresh();
    if (model.result?.kind === 'good') byId('code').value = '';
    byId('code').select();
  });
}

async function scanAndSubmit() {
  try {
    const code = await scan();
    if (code === null) return;
    byId('code').value = code;
    submit(code.trim());
  } catch {
    change({ result: bad(text('redeem.scanFailed')) });
  }
}

function enter() {
  change({ session: session.current, message: null });
  choice.refresh();
  today.refresh();
  if (!byId('redemption').hidden) byId('code').focus();
}

function logOut() {
  session.end(model.session);
  leave();
}

function leave() {
  stopWaiting();
  change({ session: null, choice: null, today: null, result: null });
}

function logOutWhenRefused(error) {
  if (error?.slug === 'unauthenticated') logOut();
}

/** Another tab may have logged in or out, and a login ends. */
function renderWhoIsHere() {
  if (model.session?.token !== session.current?.token) {
    if (model.session) leave();
    enter();
  }
  render();
}

function begin() {
  fillTexts();
  document.title = text('redeem.title');
  onRender(renderWhoIsHere);
  setUpLogin({
    onLogin: who => {
      session.begin(who);
      enter();
    },
    onTrouble: words => change({ message: words }),
  });
  setVisible(byId('scan'), canScan());
  byId('scan').addEventListener('click', () => void scanAndSubmit());
  byId('redeem').addEventListener('submit', event => {
    event.preventDefault();
    submit(byId('code').value.trim());
  });
  byId('stop').addEventListener('click', stopWaiting);
  byId('logout').addEventListener('click', logOut);
  byId('find').addEventListener('input', () => choice.refresh());
  refresh();
  enter();
  render();
  setInterval(renderWhoIsHere, TickMs);
  setInterval(() => document.visibilityState === 'visible' && refresh(), RefreshEveryMs);
}

begin();
