// A refund on the customer's behalf: amount, reason and the vouchers to withdraw. One form is one refund, however often it is sent.
import { dateTime, fenOf, yuan } from '../../format.js';
import { text } from '../../texts.js';
import { act } from '../act.js';
import { ask, question, reasonField } from '../ask.js';
import { whoOf } from './money.js';

/** The part of the kept payments that is not refunded or reserved for a refund, in fen. */
export const leftOf = file =>
  file.payments
    .filter(payment => payment.state === 'kept')
    .reduce((sum, payment) => sum + payment.amountFen - payment.refundFen, 0);

/** Asks for amount, reason and the vouchers to withdraw, and requests the refund. */
export async function refundForCustomer(file, onActed) {
  const left = leftOf(file);
  // A fuel order's vouchers paid for it: a refund does not withdraw them.
  const untouched = file.vouchers.filter(
    voucher => file.order.type === 'goods' && voucher.state === 'issued' && voucher.remainingMl === voucher.volumeMl,
  );
  const worth = untouched.reduce((sum, voucher) => sum + voucher.priceFen, 0);
  const values = await ask({
    ...question('console.orders.ask', { amount: yuan(left) }),
    yes: text('console.orders.refundForCustomer'),
    danger: true,
    fields: [
      {
        name: 'amountFen',
        label: text('console.ask.amount'),
        mode: 'decimal',
        value: (Math.min(left, worth || left) / 100).toFixed(2),
        trouble: text('console.ask.amountNeeded'),
        read: words => (fenOf(words) > 0 ? fenOf(words) : null),
      },
      reasonField(),
    ],
    choices: {
      label: text('console.orders.withdraw'),
      // A part of the price is a favour: only a refund of the whole price takes the vouchers, unless staff decide otherwise.
      tickedFor: ({ amountFen }) => amountFen === worth,
      says: chosen =>
        text(`console.orders.loses.${chosen === 0 ? 'nothing' : 'vouchers'}`, { n: chosen, all: untouched.length }),
      options: untouched.map(voucher => ({
        value: voucher.id,
        label: `${voucher.title} · ¥${yuan(voucher.priceFen)}`,
      })),
    },
  });
  if (values === null) return;
  const { amountFen, reason, chosen } = values;
  await send(file.order.id, { amountFen, reason, ...(chosen.length > 0 ? { voucherIds: chosen } : {}) }, onActed);
}

async function send(order, body, onActed) {
  const amount = yuan(body.amountFen);
  await act(
    {
      id: order,
      path: `/api/admin/orders/${encodeURIComponent(order)}/refunds`,
      once: true,
      body,
      done: data =>
        text(`console.orders.requested.${data.state === 'awaitingApproval' ? 'awaiting' : 'pending'}`, { amount }),
      refused: error => {
        if (error.slug !== 'refunded-recently') return false;
        void askAgain(order, body, error.refund, onActed);
        return true;
      },
    },
    onActed,
  );
}

/** Another tab, a colleague, or the same hand refunded a moment ago: only a word that names that refund makes another one. */
async function askAgain(order, body, refund, onActed) {
  const sure = await ask({
    ...question('console.orders.again', {
      done: yuan(refund.amountFen),
      who: whoOf(refund),
      time: dateTime(refund.createdAt),
      amount: yuan(body.amountFen),
    }),
    yes: text('console.orders.again.yes', { amount: yuan(body.amountFen) }),
    danger: true,
  });
  if (sure !== null) await send(order, { ...body, knownRefund: refund.outRefundNo }, onActed);
}
