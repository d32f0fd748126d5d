// Draws the counter.
import { isWorking } from '../definite.js';
import { byId, el, keyed, mark, put, show } from '../dom.js';
import { timeOfDay } from '../format.js';
import { text } from '../texts.js';
import { renderTop } from '../top.js';
import { model, station } from './model.js';
import { worthOf } from './redeem.js';

const SlowMs = 700; // a quick answer needs no progress line

export function render() {
  const inside = model.session !== null;
  renderTop({ live: null, session: model.session });
  show(byId('login'), !inside);
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
  keyed(
    byId('stations'),
    station === '' ? model.stations : [],
    one => one.id,
    one => {
      const node = el(
        'li',
        {},
        el('a', { href: `/redeem/${one.id}` }, one.name, el('small', { text: `${one.city} · ${one.address}` })),
      );
      return { node, update: () => {} };
    },
  );
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
  keyed(
    byId('redemptions'),
    list,
    one => `${one.voucherId} ${one.redeemedAt}`,
    one => {
      const about = `${one.title} · ${text('redeem.by', { staff: one.staff, tail: one.customerTail })}`;
      const node = el(
        'li',
        { testid: 'redemption' },
        el('span', {}, worthOf(one), el('small', { text: about })),
        el('time', { text: timeOfDay(one.redeemedAt) }),
      );
      return { node, update: () => {} };
    },
  );
}
