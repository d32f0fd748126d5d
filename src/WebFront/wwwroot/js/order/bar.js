// Renders the buttons of an unpaid order and the messages beside them.
import { byId, setData, setText, setVisible } from '../dom.js';
import { isWorking } from '../retrier.js';
import { text } from '../texts.js';
import { isPending, model } from './model.js';

const SlowMs = 700; // quick answers show no progress line

export function renderBar(order, now) {
  const payable = isPending(order) && !order.frozen && now < Date.parse(order.payBy);
  const busy = isWorking(model.request);
  const lines = renderProgress(order, busy);
  setData(byId('outcome'), 'kind', model.outcome?.kind ?? '');
  setText(
    byId('outcome'),
    model.outcome?.text ?? (payable && model.left && !model.awaiting ? text('order.outcome.notSeen') : ''),
  );
  setVisible(byId('act'), payable || lines || model.outcome !== null);
  // Nothing that costs money is offered while WeChat is asked.
  setVisible(byId('act-line'), payable && !model.awaiting);
  if (!payable) return;
  byId('pay').disabled = byId('cancel').disabled = busy;
  setText(byId('pay'), payWord(busy));
  setText(byId('cancel'), text(busy && model.request.kind === 'cancel' ? 'order.cancel.going' : 'order.cancel.go'));
}

function payWord(busy) {
  if (busy && model.request.kind === 'pay') return text('order.pay.going');
  return text('order.pay.go');
}

/** Renders one progress line: for an answer, or for the payment after the pay page. */
function renderProgress(order, busy) {
  const { kind, phase, attempt, retryAt, startedAt } = model.request;
  const unsure = phase === 'unsure';
  const waiting = busy && (phase !== 'sending' || performance.now() - startedAt > SlowMs);
  const awaiting = !busy && !unsure && model.awaiting && isPending(order);
  setVisible(byId('progress'), waiting || unsure || awaiting);
  const resumable = unsure && kind === 'refund';
  setVisible(byId('stop'), waiting || awaiting || resumable);
  setData(byId('progress'), 'phase', unsure ? 'unsure' : awaiting ? 'awaiting' : phase);
  setText(byId('stop'), text(`order.progress.${awaiting ? 'notPaid' : resumable ? 'resume' : 'stop'}`));
  const seconds = Math.max(1, Math.ceil(((retryAt ?? 0) - performance.now()) / 1000));
  if (awaiting) setText(byId('progress-text'), text('order.progress.awaiting'));
  else if (unsure) setText(byId('progress-text'), text(`order.progress.unsure.${kind}`));
  else if (waiting) setText(byId('progress-text'), text(`order.progress.${phase}`, { n: attempt, s: seconds }));
  return waiting || unsure || awaiting;
}
