// Cancels an order: confirm, send, report the outcome.
import { isUnknown } from '../api.js';
import { byId } from '../dom.js';
import { problemText, text } from '../texts.js';
import { cancelOrder, loadOrder } from './data.js';
import { change, model } from './model.js';

export function setUpCancel(onRefused) {
  const dialog = byId('confirm-cancel');
  return id => {
    dialog.returnValue = '';
    dialog.showModal();
    dialog.addEventListener(
      'close',
      () => {
        if (dialog.returnValue === 'yes') void cancel(id, onRefused);
      },
      { once: true },
    );
  };
}

async function cancel(id, onRefused) {
  model.cancelling.add(id);
  change({ outcome: null });
  try {
    await cancelOrder(id);
    change({ outcome: { kind: 'info', text: text('sale.outcome.cancelled') } });
  } catch (error) {
    change({ outcome: { kind: 'bad', text: problemText(error) } });
    onRefused(error);
    // The order itself shows the result, after a lost race as well as after a lost answer.
    if (isUnknown(error) || error.slug === 'order-not-open') await loadOrder(id).catch(() => {});
  } finally {
    model.cancelling.delete(id);
    change();
  }
}
