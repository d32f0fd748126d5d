// Renders the redemption page.
import { byId, el, keyed, setData, setText, setVisible } from '../dom.js';
import { timeOfDay } from '../format.js';
import { isWorking } from '../retrier.js';
import { text } from '../texts.js';
import { renderTop } from '../top.js';
import { model, station } from './model.js';
import { worthOf } from './redeem.js';

const SearchAbove = 10; // so many stations are found by looking
const SlowMs = 700; // a quick answer needs no progress line

export function render() {
  const inside = model.session !== null;
  renderTop({ live: null, session: model.session });
  setVisible(byId('login'), !inside);
  setText(byId('message'), model.message ?? '');
  setData(byId('message'), 'kind', 'bad');
  setText(byId('station'), model.name ?? text('redeem.heading'));
  setVisible(byId('choose'), inside && station === '');
  setVisible(byId('other-station'), inside && station !== '' && hasOther(model.choice));
  setVisible(byId('redemption'), inside && station !== '');
  setVisible(byId('today'), inside && station !== '');
  renderStations();
  renderRedemption();
  renderToday();
}

/** The words of the search for a station. */
export const searched = () => byId('find').value.trim();

const hasOther = choice => choice !== null && (choice.total > 1 || choice.stations.some(one => one.id !== station));

function renderStations() {
  const { stations, total } = model.choice ?? { stations: [], total: 0 };
  setVisible(byId('find'), total > SearchAbove || searched() !== '');
  setText(byId('choose-says'), model.choice === null ? '' : remainder(total, total - stations.length));
  keyed(
    byId('stations'),
    station === '' ? stations : [],
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

function remainder(total, rest) {
  if (total === 0) return text(searched() === '' ? 'redeem.noStations' : 'redeem.noneFound');
  return rest > 0 ? text('redeem.more', { n: rest }) : '';
}

function renderRedemption() {
  const { request, result } = model;
  const busy = isWorking(request);
  byId('go').disabled = byId('code').readOnly = busy;
  setText(byId('go'), text(busy ? 'redeem.going' : 'redeem.go'));
  setVisible(byId('progress'), busy && (request.phase !== 'sending' || performance.now() - request.startedAt > SlowMs));
  setText(
    byId('progress-text'),
    text(request.phase === 'sending' ? 'redeem.going' : 'redeem.waiting', { n: request.attempt }),
  );
  setVisible(byId('result'), result !== null);
  if (result === null) return;
  setData(byId('result'), 'kind', result.kind);
  setText(byId('result-word'), result.word);
  setText(byId('result-what'), result.what);
  setText(byId('result-more'), result.more);
}

function renderToday() {
  const list = model.today ?? [];
  setText(byId('today-count'), list.length > 0 ? text('redeem.count', { n: list.length }) : '');
  setVisible(byId('today-stale'), model.failing && model.today !== null);
  setVisible(byId('today-empty'), model.today?.length === 0);
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
