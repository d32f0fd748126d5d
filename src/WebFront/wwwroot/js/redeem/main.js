// The redemption page: takes a voucher code, shows one clear answer, and lists today's redemptions.
import { call } from '../api.js';
import { byId, setVisible } from '../dom.js';
import { Loader } from '../loader.js';
import { Session } from '../session.js';
import { setUpLogin } from '../staff/login.js';
import { fillTexts, text } from '../texts.js';
import { change, model, onRender, redemptionsPath, station } from './model.js';
import { bad, redeem, stopWaiting } from './redeem.js';
import { canScan, scan } from './scan.js';
import { render } from './view.js';

const TickMs = 250;
const RefreshEveryMs = 8000; // several employees redeem at the same station

const session = new Session('fuelgrains.staff');

const stations = new Loader(
  async () => {
    const { data } = await call('GET', '/api/stations');
    change({ stations: data.stations });
  },
  () => true,
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

/** The public list of stations is cached for a second: a station that was opened a moment ago comes with the next refresh. */
function refresh() {
  if (!model.stations.some(one => one.id === station)) stations.refresh();
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
  today.refresh();
  if (!byId('redemption').hidden) byId('code').focus();
}

function logOut() {
  stopWaiting();
  session.end();
  change({ session: null, today: null, result: null });
}

function logOutWhenRefused(error) {
  if (error?.slug === 'unauthenticated') logOut();
}

function renderWhoIsHere() {
  if (model.session && !session.current) logOut();
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
  refresh();
  enter();
  render();
  setInterval(renderWhoIsHere, TickMs);
  setInterval(() => document.visibilityState === 'visible' && refresh(), RefreshEveryMs);
}

begin();
