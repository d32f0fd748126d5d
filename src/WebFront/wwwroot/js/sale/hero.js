// Renders the selected sale: terms, countdown and stock.
import { byId, setData, setText, setVisible, setWidth } from '../dom.js';
import { count, dateTime, parts, span, yuan } from '../format.js';
import { text } from '../texts.js';
import { isStale } from './model.js';
import { phaseOf, stockOf } from './phase.js';

export function renderHero(sale, now, live) {
  setVisible(byId('sale'), sale !== null);
  if (sale === null) return;
  const phase = phaseOf(sale, now);
  setData(byId('sale'), 'phase', phase);
  setText(byId('badge'), text(`common.saleStatus.${phase}`));
  setText(byId('title'), sale.title);
  setText(byId('product'), sale.productName);
  renderPrice(sale);
  renderCountdown(sale, phase, now);
  renderStock(sale, live);
  renderFacts(sale);
}

function renderPrice(sale) {
  setText(byId('price'), yuan(sale.salePriceFen));
  const cheaper = sale.listPriceFen > sale.salePriceFen;
  setVisible(byId('list-price'), cheaper);
  setVisible(byId('discount'), cheaper);
  if (!cheaper) return;
  setText(byId('list-price'), `¥${yuan(sale.listPriceFen)}`);
  const tenths = Math.max(1, Math.round((sale.salePriceFen * 100) / sale.listPriceFen)) / 10;
  setText(byId('discount'), text('common.discount', { n: tenths }));
}

function renderCountdown(sale, phase, now) {
  const target = phase === 'before' ? sale.startsAt : sale.endsAt;
  const running = phase === 'before' || phase === 'open' || phase === 'paused';
  setText(byId('count-label'), text(`sale.countdown.${phase}`));
  setVisible(byId('count-clock'), running);
  const { days, hours, minutes, seconds } = parts(Date.parse(target) - now);
  setVisible(byId('count-days'), running && days > 0);
  if (!running) return;
  setText(byId('count-days').firstElementChild, days);
  setText(byId('hh'), hours);
  setText(byId('mm'), minutes);
  setText(byId('ss'), seconds);
}

function renderStock(sale, live) {
  const kind = stockOf(sale);
  setText(byId('free'), count(sale.free));
  setText(byId('stock-total'), text('sale.stock.of', { n: count(sale.stock) }));
  setText(byId('stock-word'), kind === 'some' ? '' : text(`sale.stock.${kind}`));
  setData(byId('sale'), 'stock', kind);
  setText(byId('legend-free'), count(sale.free));
  setText(byId('held'), count(sale.held));
  setText(byId('confirmed'), count(sale.confirmed));
  const whole = Math.max(1, sale.stock);
  setWidth(byId('bar-free'), sale.free / whole);
  setWidth(byId('bar-held'), sale.held / whole);
  setWidth(byId('bar-sold'), sale.confirmed / whole);
  const label = text('sale.stock.label', { free: sale.free, held: sale.held, sold: sale.confirmed, stock: sale.stock });
  if (byId('bar').getAttribute('aria-label') !== label) byId('bar').setAttribute('aria-label', label);
  setData(byId('sale'), 'live', live);
  setVisible(byId('stale'), isStale(live));
}

function renderFacts(sale) {
  setText(byId('window'), text('sale.window', { from: dateTime(sale.startsAt), to: dateTime(sale.endsAt) }));
  const key = sale.limitPerOrder < sale.limitPerCustomer ? 'sale.limitOrder' : 'sale.limit';
  setText(byId('limit'), text(key, { n: sale.limitPerCustomer, m: sale.limitPerOrder }));
  setText(byId('pay'), text('sale.payWithin', { time: span(sale.payWithinSeconds) }));
}
