// A flash sale or group buy on the screen. Live numbers are hidden when they are not fresh; price and end are fixed.
import { el, setData, setText } from '../dom.js';
import { count, left, yuan } from '../format.js';
import { phaseOf, stockOf } from '../campaigns/phase.js';
import { text } from '../texts.js';

export const createSale = () => createOffer('offer', sale => ({ price: `¥${yuan(sale.salePriceFen)}` }));

export const createGroup = () =>
  createOffer('group', group => ({
    price:
      group.ladder.length > 1
        ? text('screen.offer.from', { price: yuan(group.fromPriceFen) })
        : `¥${yuan(group.fromPriceFen)}`,
    size: text('screen.offer.size', { n: group.ladder.map(step => step.size).join('/') }),
    note: text('screen.offer.teams', { open: count(group.teamsOpen), completed: count(group.teamsCompleted) }),
  }));

function createOffer(name, describe) {
  const title = el('p', { className: 'title' });
  const price = el('b', { className: 'price', testid: `${name}-price` });
  const size = el('span', { testid: `${name}-size` });
  const stock = el('span', { testid: `${name}-stock` });
  const countdown = el('span', { testid: `${name}-countdown` });
  const note = el('span', { testid: `${name}-note` });
  const lines = name === 'group' ? [[price, size], [note], [stock, countdown]] : [[price, stock], [countdown]];
  const node = el(
    'li',
    { className: 'offer', testid: name },
    title,
    ...lines.map(parts => el('p', { className: 'line' }, ...parts)),
  );
  setData(node, 'kind', name);
  return {
    node,
    update({ offer, now, isLive }) {
      const phase = phaseOf(offer, now);
      const shown = describe(offer);
      setData(node, 'phase', phase);
      setData(node, 'old', !isLive);
      setText(title, offer.title);
      setText(price, shown.price);
      setText(size, shown.size ?? '');
      setText(note, isLive ? (shown.note ?? '') : '');
      setText(stock, isLive ? stockWord(offer) : '');
      setText(
        countdown,
        text(`screen.offer.${phase}`, {
          time: left(Date.parse(phase === 'before' ? offer.startsAt : offer.endsAt) - now),
        }),
      );
    },
  };
}

function stockWord(offer) {
  const kind = stockOf(offer);
  return kind === 'some' ? text('screen.offer.stock', { free: count(offer.free) }) : text(`screen.offer.${kind}`);
}
