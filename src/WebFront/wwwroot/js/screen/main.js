// The forecourt screen. It runs unattended for months, so every failure is retried.
import { Problem } from '../api.js';
import { backoff } from '../backoff.js';
import { clock } from '../clock.js';
import { byId, setData, setText, setVisible } from '../dom.js';
import { timeOfDay } from '../format.js';
import { Live } from '../live.js';
import { fillTexts, text } from '../texts.js';
import { loadBoard, stationId } from './access.js';
import { ageOf, freshnessOf } from './freshness.js';
import { change, model, onRender, putBoard } from './model.js';
import { loadOffers, renderOffers } from './offers.js';
import { renderPaid, setUpSound } from './paid.js';
import { renderPrices } from './prices.js';
import { renderPumps } from './pumps.js';

const TickMs = 250; // refreshes the age and the countdowns
const CheckKeyEveryMs = 60_000; // a replaced key ends its screen within a minute
const OffersEveryMs = 30_000;
const RenewEveryMs = 24 * 3600_000; // a daily reload picks up a new version of the page

const live = new Live({ onState: state => change({ live: state }) });

function render() {
  const { board, refused } = model;
  const now = clock.now();
  const age = ageOf(model.received, clock.localNow());
  const fresh = freshnessOf({ live: model.live, board, age });
  setVisible(byId('refused'), refused);
  setText(byId('refused'), refused ? text('screen.refused') : '');
  setVisible(byId('board'), board !== null && !refused);
  setText(byId('clock'), Number.isNaN(now) ? '' : timeOfDay(now));
  renderFreshness(fresh, age);
  if (board === null || refused) return;
  setText(byId('station'), board.name);
  renderPrices(board, fresh);
  renderPumps(board, fresh);
  renderPaid(board, fresh);
  renderOffers(now, fresh === 'live' || fresh === 'siteOff');
}

function renderFreshness(fresh, age) {
  setData(byId('fresh'), 'state', fresh);
  setText(byId('fresh').querySelector('b'), text(`screen.fresh.${fresh}`));
  const seconds = age === null ? null : Math.floor(age / 1000);
  const words =
    seconds === null
      ? text('screen.never')
      : seconds < 120
        ? text('screen.age', { n: seconds })
        : text('screen.ageLong', { n: Math.floor(seconds / 60) });
  setText(byId('age'), words);
}

async function checkKey() {
  try {
    const { board } = await loadBoard();
    // A live topic is newer than any answer over HTTP.
    if (model.live !== 'live' || model.board === null) putBoard(board);
    change({ refused: false });
    return true;
  } catch (error) {
    const refused = error instanceof Problem && error.status === 401;
    if (refused) change({ refused: true, board: null, received: null });
    return refused;
  }
}

async function keepChecking() {
  for (let attempt = 0; ; attempt++) {
    const answered = await checkKey();
    if (answered) attempt = 0;
    await new Promise(resolve => setTimeout(resolve, answered ? CheckKeyEveryMs : backoff(attempt)));
  }
}

async function keepOffers() {
  for (;;) {
    await loadOffers(live);
    await new Promise(resolve => setTimeout(resolve, OffersEveryMs));
  }
}

async function begin() {
  fillTexts();
  document.title = text('screen.title');
  setUpSound();
  onRender(render);
  render();
  setInterval(render, TickMs);
  setTimeout(() => location.reload(), RenewEveryMs);
  addEventListener('hashchange', () => location.reload());
  live.start();
  void keepOffers();
  void keepChecking();
  live.follow(`station/${stationId}`, board => model.refused || putBoard(board));
}

void begin();
