// Money that needs manual review: refunds to approve, failed refunds, and payments that do not match their order.
import { dateTime, yuan } from '../../format.js';
import { text } from '../../texts.js';
import { act } from '../act.js';
import { ask, question, reasonField } from '../ask.js';
import { model } from '../model.js';
import { recordList } from '../records.js';

export function moneyLists(onRefused, onActed) {
  return [awaiting(onRefused, onActed), abnormal(onRefused), frozen(onRefused, onActed)];
}

/** askedBy holds `customer` or `staff/{name}`. */
export const whoOf = refund =>
  refund.askedBy.startsWith('staff/') ? refund.askedBy.slice('staff/'.length) : text('console.refund.customer');
const isMine = refund => refund.askedBy === `staff/${model.session?.name}`;

/** The payer's part of a refund, when a promotion of WeChat paid a part of the order; '' when there is nothing to say. */
export function payerWords({ amountFen, payerFen }) {
  if (payerFen === amountFen) return '';
  if (payerFen === null) return text('console.refund.payerUnknown');
  return text('console.refund.payer', { payer: yuan(payerFen), discount: yuan(amountFen - payerFen) });
}

/** The words for who paid, when a promotion of WeChat paid a part; '' when the customer paid all. */
export function splitWords({ amountFen, payerFen, promotion }) {
  const values = { payer: yuan(payerFen), discount: yuan(amountFen - payerFen), promotion: promotion ?? '—' };
  return payerFen === amountFen ? '' : text('console.frozen.split', values);
}

export const refundLines = refund => [
  text('console.refund.requested', {
    who: whoOf(refund),
    time: dateTime(refund.createdAt),
    cause: text(`console.refund.cause.${refund.cause}`),
  }),
  // A system refund's reason only repeats its cause.
  ...(refund.cause === 'staff' ? [text('console.refund.reason', { reason: refund.reason })] : []),
  ...[payerWords(refund)].filter(Boolean),
  text('console.refund.numbers', { order: refund.orderId ?? '—', no: refund.outRefundNo }),
];

const awaiting = (onRefused, onActed) =>
  recordList(
    {
      name: 'awaiting',
      path: '/api/admin/refunds?state=awaitingApproval',
      rowsOf: data => data.refunds,
      keyOf: refund => refund.outRefundNo,
      describe: refund => ({
        title: `¥${yuan(refund.amountFen)}`,
        badge: text(isMine(refund) ? 'console.awaiting.own' : 'console.awaiting.badge'),
        kind: 'wait',
        lines: refundLines(refund),
      }),
      actions: [
        { name: 'approve', run: refund => void decide(refund, 'approve', onActed) },
        { name: 'reject', danger: true, run: refund => void decide(refund, 'reject', onActed) },
      ],
    },
    onRefused,
  );

async function decide(refund, word, onActed) {
  const amount = yuan(refund.amountFen);
  const sure = await ask({
    ...question(`console.awaiting.ask.${word}`, { amount, who: whoOf(refund), reason: refund.reason }),
    yes: text(`console.awaiting.actions.${word}`),
    danger: word === 'reject',
  });
  if (sure === null) return;
  await act(
    {
      id: refund.outRefundNo,
      path: `/api/admin/refunds/${encodeURIComponent(refund.outRefundNo)}/${word}`,
      repeat: true,
      done: () => text(`console.awaiting.done.${word}`, { amount }),
    },
    onActed,
  );
}

const abnormal = onRefused =>
  recordList(
    {
      name: 'abnormal',
      path: '/api/admin/refunds?state=abnormal',
      rowsOf: data => data.refunds,
      keyOf: refund => refund.outRefundNo,
      describe: refund => ({
        title: `¥${yuan(refund.amountFen)}`,
        badge: text('console.abnormal.badge'),
        kind: 'bad',
        lines: refundLines(refund),
        body: refund.lastError,
      }),
    },
    onRefused,
  );

const frozen = (onRefused, onActed) =>
  recordList(
    {
      name: 'frozen',
      path: '/api/admin/payments?state=frozen',
      rowsOf: data => data.payments,
      keyOf: payment => payment.transactionId,
      describe: payment => ({
        title: `¥${yuan(payment.amountFen)}`,
        badge: whyFrozen(payment.frozenReason),
        kind: 'bad',
        lines: [
          text('console.frozen.paid', { time: dateTime(payment.paidAt), currency: payment.currency }),
          ...[splitWords(payment)].filter(Boolean),
          ...(payment.refundFen > 0 ? [text('console.frozen.reserved', { amount: yuan(payment.refundFen) })] : []),
          text('console.frozen.numbers', {
            order: payment.orderId ?? '—',
            trade: payment.outTradeNo,
            transaction: payment.transactionId,
          }),
        ],
      }),
      actions: [
        {
          name: 'release',
          when: payment => Boolean(payment.orderId),
          run: payment => void settle(payment, 'release', onActed),
        },
        { name: 'return', danger: true, run: payment => void settle(payment, 'return', onActed) },
      ],
    },
    onRefused,
  );

/** Translates the API's reason, such as "amount 1250 is not 19850"; unknown reasons are shown unchanged. */
export function whyFrozen(reason) {
  const [, what, got, wanted] = /^(amount|currency|merchant|app) (\S+) is not (.+)$/.exec(reason ?? '') ?? [];
  if (!what) return reason ?? '';
  return what === 'amount'
    ? text('console.frozen.why.amount', { got: yuan(Number(got)), wanted: yuan(Number(wanted)) })
    : text(`console.frozen.why.${what}`, { got });
}

async function settle(payment, word, onActed) {
  const amount = yuan(payment.amountFen);
  const values = await ask({
    ...question(`console.frozen.ask.${word}`, { amount, reason: whyFrozen(payment.frozenReason) }),
    yes: text(`console.frozen.actions.${word}`),
    danger: word === 'return',
    fields: [reasonField()],
  });
  if (values === null) return;
  await act(
    {
      id: payment.transactionId,
      path: `/api/admin/payments/${encodeURIComponent(payment.transactionId)}/${word}`,
      body: { reason: values.reason },
      repeat: true,
      done: data => text(`console.frozen.done.${data?.state === 'awaitingApproval' ? 'awaiting' : word}`, { amount }),
    },
    onActed,
  );
}
