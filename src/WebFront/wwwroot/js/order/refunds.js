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
      const node = el('li', { testid: 'refund' }, el('p', { className: 'bought-line' }, amount, badge), says, about);
      return {
        node,
        update(refund) {
          setData(node, 'state', refund.state);
          setText(amount, `¥${yuan(refund.amountFen)}`);
          setText(badge, text(`order.refunds.state.${refund.state}`));
          setText(says, text(`order.refunds.says.${refund.state}`));
          setText(about, `${text(`order.refunds.cause.${refund.cause}`)} · ${dateTime(refund.createdAt)}`);
        },
      };
    },
  );
}
