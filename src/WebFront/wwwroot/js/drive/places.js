// Choosing station and pump, and the pump as it runs.
import { byId, el, keyed, mark, put, show } from '../dom.js';
import { litres, money } from '../screen/format.js';
import { text } from '../texts.js';
import { boardPump, change, model } from './model.js';

export function renderPlaces(choose) {
  show(byId('places'), model.session !== null && model.stationId === null);
  keyed(byId('stations'), model.stations ?? [], station => station.id, station => {
    const node = el('li', {}, el('button', { className: 'choice', type: 'button', testid: 'station-choice', onclick: () => choose(station.id) },
      el('b', { text: station.name }), el('small', { text: `${station.city} ${station.address}` })));
    return { node, update() {} };
  });
  const here = model.session !== null && model.stationId !== null && model.order === null;
  show(byId('forecourt'), here);
  put(byId('station'), model.board?.name ?? '');
  show(byId('offline'), model.board !== null && !model.board.connected);
  keyed(byId('pumps'), model.board?.pumps ?? [], pump => pump.number, createPump);
}

function createPump(pump) {
  const state = el('small');
  const button = el('button', { className: 'choice', type: 'button', testid: 'pump-choice', onclick: () => change({ pump: pump.number, offer: null, saleId: null }) },
    el('b', { text: text('drive.pump', { n: pump.number }) }), state);
  return {
    node: el('li', {}, button),
    update(now) {
      put(state, text(now.sale ? `screen.sale.${now.sale}` : `screen.state.${now.state}`));
      button.setAttribute('aria-pressed', String(now.number === model.pump));
    },
  };
}

/** State, litres and amount, while the page is live: what is not fresh is not shown. */
export function renderMeter(root) {
  const pump = model.live === 'live' ? boardPump() : null;
  const running = pump !== null && pump.volumeMl !== null;
  put(byId('pump-number'), text('drive.pump', { n: model.pump }));
  put(byId('pump-state'), pump ? text(pump.sale ? `screen.sale.${pump.sale}` : `screen.state.${pump.state}`) : text('screen.state.unknown'));
  mark(root, 'state', pump?.state ?? 'unknown');
  put(byId('meter-litres'), running ? litres(pump.volumeMl) : '');
  put(byId('meter-amount'), running ? `¥${money(pump.amountFen)}` : '');
}
