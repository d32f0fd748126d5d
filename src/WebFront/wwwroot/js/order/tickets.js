// Renders the vouchers of the order and their refund buttons.
import { byId, el, keyed, setText, setVisible } from '../dom.js';
import { isWorking } from '../retrier.js';
import { text } from '../texts.js';
import { isUntouched } from '../vouchers/data.js';
import { ticketNode } from '../vouchers/ticket.js';
import { isRefundOpen } from './actions.js';
import { model } from './model.js';

export function renderTickets(now, onRefund) {
  const { order, vouchers, session } = model;
  setVisible(byId('tickets-card'), vouchers.length > 0);
  const untouched = vouchers.filter(voucher => isUntouched(voucher, now) && voucher.priceFen > 0);
  const locked = order.frozen || isWorking(model.request) || isRefundOpen();
  setVisible(byId('refund-all'), untouched.length > 1);
  byId('refund-all').disabled = locked;
  byId('refund-all').onclick = () => onRefund(untouched);
  setText(byId('refund-all'), text('order.tickets.refundAll', { n: untouched.length }));
  const items = vouchers.map(voucher => ({ voucher, now, locked, returnable: untouched.includes(voucher), onRefund }));
  keyed(
    byId('tickets'),
    items,
    ({ voucher }) => voucher.id,
    ({ voucher }) => {
      const ticket = ticketNode(voucher, session);
      const word = text('order.tickets.refundOne');
      const button = el('button', { type: 'button', className: 'quiet give-back', testid: 'refund-one', text: word });
      ticket.node.append(button);
      return {
        node: ticket.node,
        update(item) {
          ticket.update(item);
          setVisible(button, item.returnable);
          button.disabled = item.locked;
          button.onclick = () => item.onRefund([item.voucher]);
        },
      };
    },
  );
}
