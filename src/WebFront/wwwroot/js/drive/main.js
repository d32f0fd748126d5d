// The driver's page: connects its parts.
import { isUnknown } from '../api.js';
import { byId, setData, setText, setVisible } from '../dom.js';
import { Live } from '../live.js';
import { exchange } from '../login.js';
import { Paying, whenBack } from '../paying.js';
import { Session } from '../session.js';
import { fillTexts, problemText, text } from '../texts.js';
import { renderTop } from '../top.js';
import {
  cancel,
  loadOffer,
  loadOrder,
  loadStations,
  loadTank,
  loadVouchers,
  pay,
  placeOrder,
  stopPlacing,
} from './data.js';
import { change, isOver, model, onRender } from './model.js';
import { renderOrder } from './order.js';
import { renderPlaces, whereAmI } from './places.js';
import { orderBody, renderPreset, setUpPreset } from './preset.js';
import { setUpTank, UsualLitres } from './tank.js';

const PollEveryMs = 3_000; // covers changes without a live topic, and lost events
const place = 'fuelgrains.drive.order';

const session = new Session('fuelgrains.customer');
const live = new Live({ token: () => session.token, onState: state => change({ live: state }) });
const paying = new Paying({ token: () => session.token, onChange: change, onNews: () => quietly(loadOrder) });
let seen = '';

function render() {
  if (model.session && !session.current) logOut();
  renderTop(model);
  setVisible(byId('login'), model.session === null);
  setText(byId('message'), model.message?.text ?? '');
  setData(byId('message'), 'kind', model.message?.kind ?? 'info');
  renderPlaces(choose);
  renderPreset();
  if (model.order) paying.see(model.order);
  renderOrder();
  setVisible(byId('wait'), model.placing !== null);
  setText(
    byId('wait-word'),
    model.placing === null
      ? ''
      : model.placing.attempt === 1
        ? text('drive.place.waiting')
        : text('drive.place.again', { n: model.placing.attempt }),
  );
  // A reload restores the order: select its station and pump again.
  if (model.order && model.stationId === null) choose(model.order.station.id);
  if (model.order && model.pump === null) change({ pump: model.order.pump });
  // A change of pump or of its state changes the offer: fetch it again.
  const pump = model.board?.pumps.find(p => p.number === model.pump);
  const now = `${model.session?.customerId}/${model.pump}/${pump?.state}/${pump?.sale}`;
  if (now !== seen) {
    seen = now;
    void quietly(loadOffer);
  }
}

function choose(stationId) {
  change({ stationId });
  live.follow(`station/${stationId}`, board => change({ board }));
}

async function quietly(load) {
  await load().catch(error => (error.slug === 'unauthenticated' ? logOut() : null));
}

function say(kind, words) {
  change({ message: { kind, text: words } });
}

function complain(error) {
  if (error.slug === 'unauthenticated') logOut();
  const wrong = name => error.slug === 'validation' && Object.keys(error.errors).some(field => field.startsWith(name));
  say(
    'bad',
    wrong('voucherIds')
      ? text('drive.refusedVoucher')
      : wrong('amountFen') || wrong('volumeMl')
        ? text('drive.tank.tooMuch', { n: model.tank ?? UsualLitres })
        : problemText(error),
  );
}

function enter() {
  change({ session: session.current, message: null });
  live.follow('me', news => news.news?.includes(`order/${model.orderId}`) && void quietly(loadOrder));
  const known = new URLSearchParams(location.search).get('order') ?? sessionStorage.getItem(place);
  if (known) {
    change({ orderId: known });
    void quietly(loadOrder);
  }
  void quietly(loadVouchers);
  void quietly(loadTank);
}

function logOut() {
  session.end();
  live.leave('me');
  sessionStorage.removeItem(place);
  change({ session: null, order: null, orderId: null, payPage: null, vouchers: [], tank: null, tankWord: null });
}

async function submit() {
  const body = orderBody();
  if (body === null) return say('bad', text('drive.before.wrong'));
  change({ message: null });
  try {
    const order = await placeOrder(body);
    if (order === null) return say('info', text('drive.place.stopped'));
    sessionStorage.setItem(place, order.id);
    change({ order, orderId: order.id, payPage: null, chosen: new Set(), saleId: null });
  } catch (error) {
    complain(error);
    await quietly(loadOffer);
  } finally {
    change({ placing: null });
  }
}

async function goPay() {
  try {
    const ready = await pay();
    paying.leave(model.order);
    change({
      payPage: ready.payPage ?? '',
      message: ready.payPage ? null : { kind: 'info', text: text('drive.pay.inApp') },
    });
  } catch (error) {
    complain(error);
    await quietly(loadOrder);
  }
}

async function giveUp() {
  change({ cancelling: true, message: null });
  try {
    change({ order: await cancel() });
  } catch (error) {
    if (!isUnknown(error) || error.slug === 'pump-silent') complain(error);
    await quietly(loadOrder);
  } finally {
    change({ cancelling: false });
  }
}

async function nearest() {
  byId('nearest').disabled = true;
  const here = await whereAmI();
  if (here === null) say('bad', text('drive.noPlace'));
  else await quietly(() => loadStations(here));
  byId('nearest').disabled = false;
}

function next() {
  sessionStorage.removeItem(place);
  history.replaceState(null, '', location.pathname);
  change({ order: null, orderId: null, payPage: null, offer: null, message: null });
  void quietly(loadOffer);
  void quietly(loadVouchers);
}

function setUpLogin() {
  setText(byId('login-go'), text('drive.login.go'));
  byId('login').addEventListener('submit', async event => {
    event.preventDefault();
    const name = byId('name').value.trim();
    if (name === '') return say('bad', text('drive.login.nameNeeded'));
    byId('login-go').disabled = true;
    try {
      const data = await exchange(name);
      session.begin({ name, customerId: data.customerId, token: data.token, expiresAt: data.expiresAt });
      enter();
      live.renew();
    } catch (error) {
      complain(error);
    } finally {
      byId('login-go').disabled = false;
    }
  });
}

function begin() {
  fillTexts();
  document.title = text('drive.title');
  setUpLogin();
  setUpPreset();
  setUpTank(complain);
  byId('logout').addEventListener('click', () => {
    logOut();
    live.renew();
  });
  byId('place').addEventListener('click', () => void submit());
  byId('stop').addEventListener('click', stopPlacing);
  byId('pay').addEventListener('click', () => void goPay());
  byId('give-up').addEventListener('click', () => void giveUp());
  byId('next').addEventListener('click', next);
  byId('nearest').addEventListener('click', () => void nearest());
  onRender(render);
  whenBack(() => {
    paying.back(model.order);
    void quietly(loadOrder);
  });
  const [, , stationId, pump] = location.pathname.split('/');
  if (pump) change({ pump: Number(pump) });
  if (session.current) enter();
  live.start();
  if (stationId) choose(stationId);
  else void quietly(loadStations);
  setInterval(() => {
    if (model.order !== null && !isOver(model.order)) void quietly(loadOrder);
    else if (model.order === null) void quietly(loadOffer);
  }, PollEveryMs);
  render();
}

begin();
