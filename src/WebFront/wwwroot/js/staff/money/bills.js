// WeChat's bills by day, and their differences with a way to settle each.
import { count, dateTime, yuan } from '../../format.js';
import { text } from '../../texts.js';
import { act } from '../act.js';
import { ask, question, reasonField } from '../ask.js';
import { recordList } from '../records.js';

export function billLists(onRefused, onActed) {
  return [bills(onRefused, onActed), differences(onRefused, onActed)];
}

const stopped = new Set(['matched', 'cancelled', 'missing']);
const nameOf = bill => text(`console.bills.kind.${bill.kind}`, { day: bill.day });

const kindOf = bill => {
  if (bill.state === 'matched') return bill.open + bill.further > 0 ? 'bad' : 'good';
  return bill.state === 'refused' || bill.state === 'missing' ? 'bad' : 'wait';
};

const bills = (onRefused, onActed) =>
  recordList(
    {
      name: 'bills',
      path: '/api/admin/bills',
      rowsOf: data => data.bills,
      keyOf: bill => `${bill.day}/${bill.kind}`,
      alarming: false,
      describe: bill => ({
        title: nameOf(bill),
        badge: text(`console.bills.state.${bill.state}`),
        kind: kindOf(bill),
        lines: [
          text('console.bills.rows', { n: count(bill.rows), open: bill.open }),
          ...(bill.further > 0 ? [text('console.bills.further', { n: count(bill.further) })] : []),
          ...(bill.nextAt && !stopped.has(bill.state)
            ? [text('console.bills.next', { time: dateTime(bill.nextAt), tries: bill.tries })]
            : []),
        ],
        body: bill.trouble,
      }),
      actions: [
        { name: 'fetch', when: bill => bill.state !== 'running', run: bill => void order(bill, 'fetch', onActed) },
        {
          name: 'cancel',
          danger: true,
          when: bill => !stopped.has(bill.state),
          run: bill => void order(bill, 'cancel', onActed),
        },
      ],
    },
    onRefused,
  );

async function order(bill, word, onActed) {
  const values = { bill: nameOf(bill) };
  const sure = await ask({
    ...question(`console.bills.ask.${word}`, values),
    yes: text(`console.bills.actions.${word}`),
    danger: word === 'cancel',
  });
  if (sure === null) return;
  await act(
    {
      id: `${bill.day}/${bill.kind}`,
      path: `/api/admin/bills/${bill.day}/${bill.kind}/${word}`,
      done: () => text(`console.bills.done.${word}`, values),
    },
    onActed,
  );
}

const missing = ['paymentMissingThere', 'refundMissingThere', 'paymentAmountOther', 'refundAmountOther'];
/** The kinds of difference that each way settles; accepting settles every kind. */
const ways = {
  recordPayment: ['paidThereUnknownHere'],
  bookRefund: ['refundedThereUnknownHere'],
  askWeChat: missing,
  freezePayment: ['paymentMissingThere', 'paymentAmountOther'],
  accept: null,
};

const amount = fen => (fen === null ? '—' : `¥${yuan(fen)}`);
const kindText = difference => text(`console.billDifferences.kind.${difference.kind}`);

const differences = (onRefused, onActed) =>
  recordList(
    {
      name: 'billDifferences',
      path: '/api/admin/bill-differences?limit=200',
      describe: difference => ({
        title: kindText(difference),
        badge: difference.day,
        kind: 'bad',
        lines: [
          text('console.billDifferences.amounts', {
            there: amount(difference.thereFen),
            here: amount(difference.hereFen),
          }),
          text('console.billDifferences.numbers', {
            number: difference.number,
            trade: difference.outTradeNo ?? '—',
            time: dateTime(difference.at),
          }),
        ],
        body: difference.detail,
      }),
      actions: Object.entries(ways).map(([name, kinds]) => ({
        name,
        danger: name === 'freezePayment',
        when: difference => kinds === null || kinds.includes(difference.kind),
        run: difference => void settle(difference, name, onActed),
      })),
    },
    onRefused,
  );

async function settle(difference, how, onActed) {
  const kind = kindText(difference);
  const values = await ask({
    ...question(`console.billDifferences.ask.${how}`, { kind, number: difference.number }),
    yes: text(`console.billDifferences.actions.${how}`),
    danger: how === 'freezePayment',
    fields: [reasonField()],
  });
  if (values === null) return;
  await act(
    {
      id: difference.id,
      path: `/api/admin/bill-differences/${difference.id}/settle`,
      body: { how, note: values.reason },
      repeat: true,
      done: () => text('console.billDifferences.done', { kind }),
    },
    onActed,
  );
}
