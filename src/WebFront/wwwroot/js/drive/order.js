// Renders the order: its payment, its progress, and at the end its receipt.
import { byId, el, setData, setText, setVisible } from '../dom.js';
import { timeOfDay } from '../format.js';
import { litres, meterLitres, money, price, pumpLitres } from '../screen/format.js';
import { text } from '../texts.js';
import { isOver, model } from './model.js';

export function renderOrder() {
  const { order } = model;
  setVisible(byId('order'), order !== null);
  if (order === null) return;
  setText(byId('order-title'), `${order.station.name} ${text('drive.pump', { n: order.pump })} ${order.grade}`);
  setText(byId('order-status'), text(`drive.status.${order.status}`));
  setData(byId('order'), 'phase', order.phase);
  renderSplit(order);
  const running = runningMeter(order);
  setText(byId('order-litres'), running ? pumpLitres(running) : '');
  setText(byId('order-amount'), running ? `¥${money(running.amountFen)}` : '');
  const word = order.phase === 'backOffice' ? 'backOffice' : order.status;
  const done = text(`drive.done.${word}`);
  setText(byId('order-word'), done.startsWith('drive.') ? '' : done);
  setData(
    byId('order-word'),
    'kind',
    order.status === 'fulfilled' ? 'good' : order.phase === 'backOffice' ? 'bad' : 'info',
  );
  const waiting = waitWord(order);
  setVisible(byId('order-wait'), waiting !== null);
  setText(byId('order-wait-word'), waiting ?? '');
  const pending = order.status === 'pendingPayment';
  const offers = pending && !model.awaiting;
  setVisible(byId('pay'), offers && model.payPage === null);
  setVisible(byId('pay-page'), offers && model.payPage !== null && model.payPage !== '');
  if (model.payPage) byId('pay-page').href = model.payPage;
  setVisible(byId('give-up'), order.cancellable && !model.awaiting);
  byId('give-up').disabled = model.cancelling;
  setVisible(byId('next'), isOver(order));
}

/** The pump while it fuels this order; null when the board is not live. */
function runningMeter(order) {
  if (order.phase !== 'fuelling' || model.live !== 'live' || model.board?.id !== order.station.id) return null;
  const pump = model.board.pumps.find(p => p.number === order.pump);
  return pump && pump.volumeMl !== null ? pump : null;
}

function waitWord(order) {
  if (model.cancelling) return text('drive.wait.cancelling');
  if (isOver(order)) return null;
  if (order.status === 'pendingPayment' && model.awaiting) return text('drive.pay.asking');
  if (order.status === 'pendingPayment')
    return model.payPage === null ? null : text('drive.pay.waiting', { time: timeOfDay(order.payBy) });
  if (order.status === 'closing') return text('drive.wait.closing');
  if (order.status === 'refunding') return text('drive.wait.refunding');
  return text(`drive.wait.${order.phase}`);
}

/** A promotion of WeChat paid a part, or gets a part back. */
const isSplit = ({ amountFen, payerFen }) => payerFen !== amountFen;

function renderSplit(order) {
  const { settled } = order;
  const lines = [['price', `¥${price(order.priceMilli)}`]];
  if (settled) lines.push(['litres', litres(settled.volumeMl)], ['amount', `¥${money(settled.amountFen)}`]);
  else lines.push(['asked', `¥${money(order.creditFen)} · ${meterLitres(order.creditMl)}`]);
  for (const share of order.vouchers) {
    lines.push([
      share.usedMl > 0 ? 'voucherLitres' : 'voucher',
      `-¥${money(share.amountFen)}`,
      { litres: litres(share.usedMl) },
    ]);
  }
  const unpaid = order.status === 'pendingPayment';
  if (unpaid || !settled) lines.push([order.kind === 'before' ? 'prepay' : 'money', `¥${money(order.moneyFen)}`]);
  else lines.push(['kept', `¥${money(settled.moneyFen)}`]);
  for (const payment of order.payments.filter(payment => payment.state === 'kept' && isSplit(payment)))
    lines.push(['payer', `¥${money(payment.payerFen)}`, { discount: money(payment.amountFen - payment.payerFen) }]);
  for (const refund of order.refunds.filter(({ state }) => state !== 'rejected')) {
    lines.push([refund.state === 'succeeded' ? 'refund' : 'refundWay', `¥${money(refund.amountFen)}`]);
    if (isSplit(refund))
      lines.push(['refundPayer', refund.payerFen === null ? text('drive.payerUnknown') : `¥${money(refund.payerFen)}`]);
  }
  const words = JSON.stringify(lines);
  if (byId('split').dataset.lines === words) return;
  byId('split').dataset.lines = words;
  byId('split').replaceChildren(
    ...lines.flatMap(([key, value, values]) => [
      el('dt', { text: text(`drive.split.${key}`, values) }),
      el('dd', { text: value, testid: `split-${key}` }),
    ]),
  );
}
