// The price board. A price that the site has not confirmed on its current connection is struck through.
import { byId, el, keyed, setData, setText, setVisible } from '../dom.js';
import { dateTime } from '../format.js';
import { text } from '../texts.js';
import { price, unit } from './format.js';

export function renderPrices(board, fresh) {
  const prices = board.prices.map(item => ({ ...item, current: item.current && fresh === 'live' }));
  keyed(byId('prices'), prices, item => item.product, createPrice);
  const old = prices.filter(item => !item.current);
  setVisible(byId('prices-old'), old.length > 0);
  const last = old
    .map(item => item.at)
    .sort()
    .at(-1);
  if (last) setText(byId('prices-old'), text('screen.pricesOld', { time: dateTime(last) }));
}

function createPrice() {
  const name = el('span', { className: 'name' });
  const value = el('b');
  const per = el('small');
  const node = el('li', { testid: 'price' }, name, el('span', { className: 'value' }, value, per));
  return {
    node,
    update(item) {
      setText(name, item.grade ?? item.name);
      setText(value, price(item.priceMilli));
      setText(per, unit(item.currency));
      setData(node, 'current', item.current);
    },
  };
}
