// Renders every pump: its state, and the running litres and amount. A state that is not fresh is shown as unknown.
import { byId, el, keyed, setData, setText } from '../dom.js';
import { text } from '../texts.js';
import { money, pumpLitres } from './format.js';
import { isPaidNow } from './paid.js';

// [most pumps, columns]: the cells and their text shrink, so every pump stays on the screen.
const Columns = [
  [4, 2],
  [6, 3],
  [8, 4],
  [9, 3],
  [12, 4],
  [24, 6],
  [Infinity, 8],
];

export function renderPumps(board, fresh) {
  const names = new Map(board.prices.map(item => [item.product, item.grade ?? item.name]));
  const pumps = board.pumps.map(pump => ({
    ...pump,
    state: fresh === 'live' ? pump.state : 'unknown',
    known: fresh === 'live',
    names,
  }));
  setData(byId('pumps'), 'columns', Columns.find(([most]) => pumps.length <= most)[1]);
  keyed(byId('pumps'), pumps, pump => pump.number, createPump);
  setText(byId('pumps-note'), board.connected && !board.meters ? text('screen.meterless') : '');
}

function createPump() {
  const number = el('b', { className: 'number' });
  const state = el('span', { className: 'state', testid: 'pump-state' });
  const product = el('span', { className: 'product' });
  const volume = el('span', { className: 'litres', testid: 'pump-litres' });
  const amount = el('span', { className: 'amount', testid: 'pump-amount' });
  const node = el('li', { className: 'pump', testid: 'pump' }, number, state, product, volume, amount);
  return {
    node,
    update(pump) {
      const running = pump.known && pump.volumeMl !== null;
      setData(node, 'number', pump.number);
      setData(node, 'state', pump.state);
      setData(node, 'sale', pump.known ? (pump.sale ?? '') : '');
      setText(number, pump.number);
      const paid = pump.known && pump.sale === null && isPaidNow(pump);
      setData(node, 'paid', paid);
      setText(
        state,
        paid
          ? text('screen.paid', { amount: money(pump.paidFen) })
          : text(pump.known && pump.sale ? `screen.sale.${pump.sale}` : `screen.state.${pump.state}`),
      );
      setText(product, running && pump.product ? (pump.names.get(pump.product) ?? pump.product) : '');
      setText(volume, running ? pumpLitres(pump) : '');
      setText(amount, running ? `¥${money(pump.amountFen)}` : '');
    },
  };
}
