// Running flash sales with their stock and countdown; which ones is looked up now and then, their stock is live.
import { call } from '../api.js';
import { clock } from '../clock.js';
import { byId, el, keyed, mark, put, show } from '../dom.js';
import { count, left, yuan } from '../format.js';
import { bestOf, phaseOf, stockOf } from '../sale/phase.js';
import { text } from '../texts.js';
import { change, model, putSale } from './model.js';

const Most = 3;  // more would be too small to read from a car

export async function loadSales(live) {
  const { data } = await call('GET', '/api/flash-sales');
  const now = clock.now();
  const worth = bestOf(data.sales.filter(sale => ['open', 'before', 'paused'].includes(phaseOf(sale, now))), now).slice(0, Most);
  const before = new Set(model.sales.map(sale => sale.id));
  const after = new Set(worth.map(sale => sale.id));
  for (const id of before) if (!after.has(id)) live.leave(`sale/${id}`);
  change({ sales: worth });
  for (const id of after) if (!before.has(id)) live.follow(`sale/${id}`, putSale);
}

export function renderSales(sales, now, isLive) {
  const running = Number.isNaN(now) ? [] : sales.filter(sale => !['ended', 'closed'].includes(phaseOf(sale, now)));
  show(byId('offers'), running.length > 0);
  keyed(byId('sales'), running.map(sale => ({ sale, now, isLive })), item => item.sale.id, createSale);
}

function createSale() {
  const title = el('p', { className: 'title' });
  const price = el('b', { className: 'price' });
  const stock = el('span', { testid: 'offer-stock' });
  const countdown = el('span', { testid: 'offer-countdown' });
  const node = el('li', { className: 'offer', testid: 'offer' }, title, el('p', { className: 'line' }, price, stock), el('p', { className: 'line' }, countdown));
  return {
    node,
    update({ sale, now, isLive }) {
      const phase = phaseOf(sale, now);
      mark(node, 'phase', phase);
      mark(node, 'old', !isLive);
      put(title, sale.title);
      put(price, `¥${yuan(sale.salePriceFen)}`);
      const kind = stockOf(sale);
      put(stock, !isLive ? '' : kind === 'some' ? text('screen.offer.stock', { free: count(sale.free), stock: count(sale.stock) }) : text(`screen.offer.${kind}`));
      put(countdown, text(`screen.offer.${phase}`, { time: left(Date.parse(phase === 'before' ? sale.startsAt : sale.endsAt) - now) }));
    },
  };
}
