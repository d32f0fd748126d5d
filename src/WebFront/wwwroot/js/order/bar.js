// The buttons of an order that waits for money, and everything said beside them.
import { isWorking } from '../definite.js';
import { byId, mark, put, show } from '../dom.js';
import { text } from '../texts.js';
import { isPending, model } from './model.js';

const SlowMs = 700; // a quick answer needs no progress line

export function renderBar(order, now) {
  const payable = isPending(order) && !order.frozen && now < Date.parse(order.payBy);
  const busy = isWorking(model.wish);
  const lines = renderProgress(order, busy);
  mark(byId('outcome'), 'kind', model.outcome?.kind ?? '');
  put(byId('outcome'), model.outcome?.text ?? '');
  show(byId('act'), payable || lines || model.outcome !== null);
  show(byId('act-line'), payable);
  if (!payable) return;
  byId('pay').disabled = byId('cancel').disabled = busy;
  put(byId('pay'), payWord(busy));
  put(byId('cancel'), text(busy && model.wish.kind === 'cancel' ? 'order.cancel.going' : 'order.cancel.go'));
}

function payWord(busy) {
  if (busy && model.wish.kind === 'pay') return text('order.pay.going');
  return text(model.awaiting ? 'order.pay.again' : 'order.pay.go');
}

/** One line for whatever is waited for: an answer, or the money after the way to the pay page. */
function renderProgress(order, busy) {
  const { kind, phase, attempt, retryAt, startedAt } = model.wish;
  const unsure = phase === 'unsure';
  const asking = busy && (phase !== 'sending' || performance.now() - startedAt > SlowMs);
  const awaiting = !busy && !unsure && model.awaiting && isPending(order);
  show(byId('progress'), asking || unsure || awaiting);
  const resumable = unsure && kind === 'refund';
  show(byId('stop'), asking || awaiting || resumable);
  mark(byId('progress'), 'phase', unsure ? 'unsure' : awaiting ? 'awaiting' : phase);
  put(byId('stop'), text(`order.progress.${awaiting ? 'notPaid' : resumable ? 'resume' : 'stop'}`));
  const seconds = Math.max(1, Math.ceil(((retryAt ?? 0) - performance.now()) / 1000));
  if (awaiting) put(byId('progress-text'), text('order.progress.awaiting'));
  else if (unsure) put(byId('progress-text'), text(`order.progress.unsure.${kind}`));
  else if (asking) put(byId('progress-text'), text(`order.progress.${phase}`, { n: attempt, s: seconds }));
  return asking || unsure || awaiting;
}
