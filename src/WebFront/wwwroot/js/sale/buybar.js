// Renders the buy button and the messages beside it.
import { barredText, isBarred } from '../barred.js';
import { byId, setData, setText, setVisible } from '../dom.js';
import { dateTime, span } from '../format.js';
import { isWorking } from '../retrier.js';
import { text } from '../texts.js';
import { model, myUnits } from './model.js';
import { blockedBy } from './phase.js';
import { isUnsure } from './purchase.js';

const SlowMs = 700; // quick answers show no progress line

export function renderBuyBar(sale, now) {
  setVisible(byId('buy'), sale !== null || (model.session === null && model.loaded));
  setVisible(byId('login'), model.session === null);
  setVisible(byId('buy-line'), model.session !== null && sale !== null);
  renderOutcome();
  if (sale === null) return;

  const barred = model.barred?.saleId === sale.id && isBarred(model.barred, now);
  const blocked = blockedBy(sale, now, { live: model.live === 'live', units: myUnits(sale.id), barred });
  const unsure = isUnsure(sale.id);
  const busy = isWorking(model.purchase);
  renderQuantity(sale, busy || unsure);
  renderProgress(busy, unsure);

  const button = byId('go');
  button.disabled = busy || (blocked !== null && !unsure);
  setData(button, 'blocked', blocked ?? '');
  setText(button, buttonText(blocked, busy, unsure));
  setText(
    byId('reason'),
    model.session === null && blocked === null ? '' : reasonText(sale, blocked, busy || unsure, now),
  );
}

function buttonText(blocked, busy, unsure) {
  if (busy) return text(model.purchase.phase === 'sending' ? 'sale.button.sending' : 'sale.button.confirming');
  if (unsure) return text('sale.button.resume');
  return text(`sale.button.${blocked ?? 'buy'}`);
}

function reasonText(sale, blocked, busy, now) {
  if (busy) return '';
  if (blocked === 'barred') return barredText(model.barred, now);
  if (blocked === null) return text('sale.reason.open', { time: span(sale.payWithinSeconds) });
  return text(`sale.reason.${blocked}`, { time: dateTime(sale.startsAt), n: sale.limitPerCustomer });
}

function renderQuantity(sale, locked) {
  const most = Math.min(sale.limitPerOrder, Math.max(1, sale.limitPerCustomer - myUnits(sale.id)));
  if (model.quantity > most) model.quantity = most;
  setVisible(byId('quantity'), sale.limitPerOrder > 1);
  setText(byId('units'), model.quantity);
  byId('less').disabled = locked || model.quantity <= 1;
  byId('more').disabled = locked || model.quantity >= most;
}

function renderProgress(busy, unsure) {
  const { phase, attempt, retryAt, startedAt } = model.purchase;
  const slow = phase !== 'sending' || performance.now() - startedAt > SlowMs;
  setVisible(byId('progress'), busy ? slow : unsure);
  setData(byId('progress'), 'phase', busy ? phase : 'unsure');
  setVisible(byId('stop'), busy);
  if (!busy) {
    if (unsure) setText(byId('progress-text'), text('sale.progress.unsure'));
    return;
  }
  const seconds = Math.max(1, Math.ceil(((retryAt ?? 0) - performance.now()) / 1000));
  setText(byId('progress-text'), text(`sale.progress.${phase}`, { n: attempt, s: seconds }));
}

function renderOutcome() {
  const { outcome: latest, orders } = model;
  // A success message holds only while its order waits for payment.
  const outcome = latest?.orderId && orders.get(latest.orderId)?.status !== 'pendingPayment' ? null : latest;
  setData(byId('outcome'), 'kind', outcome?.kind ?? '');
  setText(byId('outcome'), outcome?.text ?? '');
}
