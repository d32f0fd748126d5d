// Renders each refund with its own state.
import { byId, el, keyed, setData, setText, setVisible } from '../dom.js';
import { dateTime, yuan } from '../format.js';
import { text } from '../texts.js';

export function renderRefunds(order) {
  setVisible(byId('refunds-card'), order.refunds.length > 0);
  keyed(
    byId('refunds'),
    order.refunds,
    refund => refund.outRefundNo,
    () => {
      const amount = el('b');
      const badge = el('span', { className: 'badge', testid: 'refund-state' });
      const about = el('span', { className: 'muted' });
      const says = el('p', { className: 'muted' });
      const payer = el('p', { className: 'muted', testid: 'refund-payer' });
      const line = el('p', { className: 'bought-line' }, amount, badge);
      const node = el('li', { testid: 'refund' }, line, says, payer, about);
      return {
        node,
        update(refund) {
          setData(node, 'state', refund.state);
          setText(amount, `¥${yuan(refund.amountFen)}`);
          setText(badge, text(`order.refunds.state.${refund.state}`));
          setText(says, text(`order.refunds.says.${refund.state}`));
          setText(payer, payerWords(refund));
          setVisible(payer, payer.textContent !== '');
          setText(about, `${text(`order.refunds.cause.${refund.cause}`)} · ${dateTime(refund.createdAt)}`);
        },
      };
    },
  );
}

/** The words for what goes back to the customer's account, when a promotion of WeChat paid a part. */
function payerWords({ amountFen, payerFen, state }) {
  if (payerFen === amountFen || state === 'rejected') return '';
  if (payerFen === null) return text('order.refunds.payer.unknown');
  return text(`order.refunds.payer.${payerFen === 0 ? 'none' : 'part'}`, {
    payer: yuan(payerFen),
    discount: yuan(amountFen - payerFen),
  });
}
