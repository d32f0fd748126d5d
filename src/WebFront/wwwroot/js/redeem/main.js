// The counter: a code in, one clear answer out, and what was taken in today.
import { call } from '../api.js';
import { Wish, idle, isWorking } from '../definite.js';
import { byId, el, keyed, mark, put, show } from '../dom.js';
import { dateTime, litres, timeOfDay, yuan } from '../format.js';
import { newKey } from '../key.js';
import { Loader } from '../loader.js';
import { observed } from '../observed.js';
import { Session } from '../session.js';
import { setUpLogin } from '../staff/login.js';
import { fillTexts, problemText, text } from '../texts.js';
import { canScan, scan } from './scan.js';

const AskEveryMs = 8000;  // colleagues redeem at the same counter
const SlowMs = 700;       // a quick answer needs no progress line

const station = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const path = `/api/stations/${encodeURIComponent(station)}/redemptions`;
const session = new Session('fuelgrains.staff');
const { model, onRender, change } = observed({
  session: null,
  stations: [],
  today: null,      // redemptions of today, the latest first
  failing: false,
  wish: idle,       // progress of the redemption that is asked for
  result: null,     // { kind: 'good'|'bad'|'wait', word, what, more }
  said: null,
});
let current = null;
let open = null;    // { code, key }: a redemption whose outcome is not known

const stations = new Loader(async () => {
  const { data } = await call('GET', '/api/stations');
  change({ stations: data.stations });
}, () => true);

const today = new Loader(async () => {
  if (model.session === null || station === '') return;
  const { data } = await call('GET', path, { token: model.session.token });
  change({ today: data.redemptions, failing: false, said: null });
}, error => {
  if (error.slug === 'unauthenticated') logOut();
  if (error.slug === 'forbidden') change({ said: text('redeem.notHere') });
  else change({ failing: true });
  return false;  // asked again every few seconds anyway
});

async function redeem(code) {
  if (code === '' || isWorking(model.wish)) return change({ result: code === '' ? bad(text('redeem.codeNeeded')) : model.result });
  // The same code again after a lost answer is the same wish.
  if (open?.code !== code) open = { code, key: newKey() };
  const { token } = model.session;
  const wish = current = new Wish(progress => change({ wish: progress }));
  change({ result: null });
  try {
    const answer = await wish.untilDefinite(signal => call('POST', path, { token, key: open.key, body: { code }, signal }));
    if (answer === null) return change({ result: { kind: 'wait', word: text('redeem.unknown'), what: code, more: text('redeem.unknownMore') } });
    open = null;
    byId('code').value = '';
    change({ result: good(answer.data, answer.headers.get('idempotent-replayed') === 'true') });
  } catch (error) {
    open = null;
    if (error.slug === 'unauthenticated') logOut();
    change({ result: bad(refusal(error)) });
  } finally {
    current = null;
    change({ wish: idle });
    today.ask();
    byId('code').select();
  }
}

function refusal(error) {
  if (error.slug === 'validation') return text('redeem.mistyped');
  if (error.slug === 'voucher-not-yet' && error.validFrom) return text('redeem.notYet', { time: dateTime(error.validFrom) });
  return problemText(error);
}

const whatOf = redemption => text(`redeem.what.${redemption.kind}`, {
  grade: redemption.grade, n: litres(redemption.volumeMl), amount: yuan(redemption.valueFen),
});

const good = (redemption, replayed) => ({
  kind: 'good', word: text(replayed ? 'redeem.replayed' : 'redeem.done'), what: whatOf(redemption),
  more: `${redemption.title} · ${text('redeem.customer', { tail: redemption.customerTail })}`,
});

const bad = words => ({ kind: 'bad', word: text('redeem.refused'), what: words, more: '' });

function render() {
  if (model.session && !session.current) logOut();
  const inside = model.session !== null;
  show(byId('login'), !inside);
  show(byId('who'), inside);
  put(byId('who-name'), model.session?.name ?? '');
  put(byId('said'), model.said ?? '');
  mark(byId('said'), 'kind', 'bad');
  put(byId('station'), model.stations.find(one => one.id === station)?.name ?? text('redeem.heading'));
  show(byId('choose'), inside && station === '');
  show(byId('counter'), inside && station !== '');
  show(byId('today'), inside && station !== '');
  renderStations();
  renderCounter();
  renderToday();
}

function renderStations() {
  keyed(byId('stations'), station === '' ? model.stations : [], one => one.id, one => {
    const node = el('li', {}, el('a', { href: `/redeem/${one.id}` }, one.name, el('small', { text: `${one.city} · ${one.address}` })));
    return { node, update: () => {} };
  });
}

function renderCounter() {
  const { wish, result } = model;
  const busy = isWorking(wish);
  byId('go').disabled = byId('code').readOnly = busy;
  put(byId('go'), text(busy ? 'redeem.going' : 'redeem.go'));
  show(byId('progress'), busy && (wish.phase !== 'sending' || performance.now() - wish.startedAt > SlowMs));
  put(byId('progress-text'), text(wish.phase === 'sending' ? 'redeem.going' : 'redeem.waiting', { n: wish.attempt }));
  show(byId('result'), result !== null);
  if (result === null) return;
  mark(byId('result'), 'kind', result.kind);
  put(byId('result-word'), result.word);
  put(byId('result-what'), result.what);
  put(byId('result-more'), result.more);
}

function renderToday() {
  const list = model.today ?? [];
  put(byId('today-count'), list.length > 0 ? text('redeem.count', { n: list.length }) : '');
  show(byId('today-stale'), model.failing && model.today !== null);
  show(byId('today-empty'), model.today?.length === 0);
  keyed(byId('redemptions'), list, one => `${one.voucherId} ${one.redeemedAt}`, one => {
    const node = el('li', { testid: 'redemption' },
      el('span', {}, whatOf(one), el('small', { text: `${one.title} · ${text('redeem.by', { staff: one.staff, tail: one.customerTail })}` })),
      el('time', { text: timeOfDay(one.redeemedAt) }));
    return { node, update: () => {} };
  });
}

function enter() {
  change({ session: session.current, said: null });
  today.ask();
  if (!byId('counter').hidden) byId('code').focus();
}

function logOut() {
  current?.stop();
  session.end();
  change({ session: null, today: null, result: null });
}

async function scanned() {
  try {
    const code = await scan();
    if (code === null) return;
    byId('code').value = code;
    await redeem(code.trim());
  } catch {
    change({ result: bad(text('redeem.scanFailed')) });
  }
}

function begin() {
  fillTexts();
  document.title = text('redeem.title');
  onRender(render);
  setUpLogin({
    onLogin: who => {
      session.begin(who);
      enter();
    },
    onTrouble: words => change({ said: words }),
  });
  show(byId('scan'), canScan());
  byId('scan').addEventListener('click', () => void scanned());
  byId('redeem').addEventListener('submit', event => {
    event.preventDefault();
    void redeem(byId('code').value.trim());
  });
  byId('stop').addEventListener('click', () => current?.stop());
  byId('logout').addEventListener('click', logOut);
  stations.ask();
  enter();
  render();
  setInterval(render, 250);
  setInterval(() => document.visibilityState === 'visible' && today.ask(), AskEveryMs);
}

begin();
