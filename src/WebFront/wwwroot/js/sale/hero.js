// The sale shown large: its terms, its countdown and its stock.
import { byId, mark, put, show, widen } from '../dom.js';
import { count, dateTime, parts, span, yuan } from '../format.js';
import { text } from '../texts.js';
import { isStale } from './model.js';
import { phaseOf, stockOf } from './phase.js';

export function renderHero(sale, now, live) {
  show(byId('sale'), sale !== null);
  if (sale === null) return;
  const phase = phaseOf(sale, now);
  mark(byId('sale'), 'phase', phase);
  put(byId('badge'), text(`common.saleStatus.${phase}`));
  put(byId('title'), sale.title);
  put(byId('product'), sale.productName);
  renderPrice(sale);
  renderCountdown(sale, phase, now);
  renderStock(sale, live);
  renderFacts(sale);
}

function renderPrice(sale) {
  put(byId('price'), yuan(sale.salePriceFen));
  const cheaper = sale.listPriceFen > sale.salePriceFen;
  show(byId('list-price'), cheaper);
  show(byId('discount'), cheaper);
  if (!cheaper) return;
  put(byId('list-price'), `¥${yuan(sale.listPriceFen)}`);
  const tenths = Math.max(1, Math.round((sale.salePriceFen * 100) / sale.listPriceFen)) / 10;
  put(byId('discount'), text('common.discount', { n: tenths }));
}

function renderCountdown(sale, phase, now) {
  const target = phase === 'before' ? sale.startsAt : sale.endsAt;
  const running = phase === 'before' || phase === 'open' || phase === 'paused';
  put(byId('count-label'), text(`sale.countdown.${phase}`));
  show(byId('count-clock'), running);
  const { days, hours, minutes, seconds } = parts(Date.parse(target) - now);
  show(byId('count-days'), running && days > 0);
  if (!running) return;
  put(byId('count-days').firstElementChild, days);
  put(byId('hh'), hours);
  put(byId('mm'), minutes);
  put(byId('ss'), seconds);
}

function renderStock(sale, live) {
  const kind = stockOf(sale);
  put(byId('free'), count(sale.free));
  put(byId('stock-total'), text('sale.stock.of', { n: count(sale.stock) }));
  put(byId('stock-word'), kind === 'some' ? '' : text(`sale.stock.${kind}`));
  mark(byId('sale'), 'stock', kind);
  put(byId('legend-free'), count(sale.free));
  put(byId('held'), count(sale.held));
  put(byId('confirmed'), count(sale.confirmed));
  const whole = Math.max(1, sale.stock);
  widen(byId('bar-free'), sale.free / whole);
  widen(byId('bar-held'), sale.held / whole);
  widen(byId('bar-sold'), sale.confirmed / whole);
  const label = text('sale.stock.label', { free: sale.free, held: sale.held, sold: sale.confirmed, stock: sale.stock });
  if (byId('bar').getAttribute('aria-label') !== label) byId('bar').setAttribute('aria-label', label);
  mark(byId('sale'), 'live', live);
  show(byId('stale'), isStale(live));
}

function renderFacts(sale) {
  put(byId('window'), text('sale.window', { from: dateTime(sale.startsAt), to: dateTime(sale.endsAt) }));
  const key = sale.limitPerOrder < sale.limitPerCustomer ? 'sale.limitOrder' : 'sale.limit';
  put(byId('limit'), text(key, { n: sale.limitPerCustomer, m: sale.limitPerOrder }));
  put(byId('pay'), text('sale.payWithin', { time: span(sale.payWithinSeconds) }));
}
