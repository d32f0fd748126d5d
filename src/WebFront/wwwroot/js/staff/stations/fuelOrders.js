// Fuel orders in manual review: the reason, the pump's last report, the age, and the decisions.
import { dateTime, fenOf, yuan } from '../../format.js';
import { litres, money } from '../../screen/format.js';
import { text } from '../../texts.js';
import { act } from '../act.js';
import { ask, question, reasonField } from '../ask.js';
import { model } from '../model.js';
import { recordList } from '../records.js';

const idOf = record => record.order.id;
const placeOf = ({ order }) => text('console.fuel.place', { station: order.station.name, n: order.pump });

export const fuelCases = (onRefused, onActed) =>
  recordList(
    {
      name: 'fuel',
      path: '/api/admin/fuel-orders',
      rowsOf: data => data.orders,
      keyOf: idOf,
      describe: record => ({
        title: `${placeOf(record)} · ¥${money(record.keptFen)}`,
        badge: whyStaff(record),
        kind: 'bad',
        lines: [proposalWord(record), pumpWord(record), meterWord(record), paidWord(record), sinceWord(record)].filter(
          Boolean,
        ),
      }),
      actions: [
        {
          name: 'agree',
          danger: true,
          when: ({ proposal }) => proposal !== null && proposal.by !== model.session?.name,
          run: record => void decide(record, 'agree', onActed),
        },
        {
          name: 'settle',
          when: record => record.order.settled !== null,
          run: record => void decide(record, 'settle', onActed),
        },
        { name: 'keep', when: record => record.keptFen > 0, run: record => void decide(record, 'keep', onActed) },
        { name: 'return', danger: true, run: record => void decide(record, 'return', onActed) },
      ],
    },
    onRefused,
  );

/** Translates the reasons of the API; unknown ones are shown unchanged. */
const reasons = [
  [/^The sale is UnderReview/, ({ sale }) => text(`console.fuel.hold.${sale?.hold ?? 'none'}`)],
  [/^The sale is \w+/, () => text('console.fuel.why.sale')],
  [/^Nobody told/, () => text('console.fuel.why.silent')],
  [/^What was paid does not reach/, () => text('console.fuel.why.short')],
  [/^The site could not be told/, () => text('console.fuel.why.notNotified')],
  [/^The site does not say/, () => text('console.fuel.why.unknownSale')],
  [/^The sale could not be cleared/, () => text('console.fuel.why.uncleared')],
  [/^The order's vouchers could not/, () => text('console.fuel.why.vouchers')],
  [/^The order's sale is not open/, () => text('console.fuel.why.saleOver')],
  [/^The order's money cannot be refunded/, () => text('console.fuel.why.money')],
];

function whyStaff(record) {
  const [, words] = reasons.find(([pattern]) => pattern.test(record.note ?? '')) ?? [];
  return words?.(record) ?? record.note ?? '';
}

function pumpWord({ pump }) {
  if (pump === null) return text('console.fuel.pump.none');
  const values = { state: text(`console.fuel.pump.state.${pump.state}`), code: pump.answer, time: dateTime(pump.at) };
  return text(`console.fuel.pump.${pump.answer === null ? 'reported' : 'answered'}`, values);
}

function meterWord({ sale }) {
  if (sale === null) return text('console.fuel.meter.none');
  return text('console.fuel.meter.reported', {
    litres: litres(sale.volumeMl),
    amount: money(sale.amountFen),
    state: text(`console.fuel.meter.state.${sale.state}`),
    time: dateTime(sale.at),
  });
}

function paidWord({ order }) {
  const vouchers = order.vouchers.reduce((sum, share) => sum + share.amountFen, 0);
  return text(`console.fuel.paid.${order.settled === null ? 'open' : 'settled'}`, {
    paid: money(order.moneyFen),
    vouchers: money(vouchers),
    kept: money(order.settled?.moneyFen ?? 0),
    credit: money(order.creditFen),
  });
}

function proposalWord({ proposal, keptFen }) {
  if (proposal === null) return '';
  return text('console.fuel.proposal', {
    who: proposal.by,
    time: dateTime(proposal.at),
    kept: yuan(proposal.keepFen),
    back: yuan(keptFen - proposal.keepFen),
    reason: proposal.reason,
  });
}

const sinceWord = record =>
  text('console.fuel.since', { time: record.since === null ? '—' : dateTime(record.since), order: record.order.id });

async function decide(record, word, onActed) {
  const values = await ask({
    ...question(`console.fuel.ask.${word}`, {
      place: placeOf(record),
      kept: yuan(record.keptFen),
      reason: whyStaff(record),
      who: record.proposal?.by,
      keeps: yuan(record.proposal?.keepFen ?? 0),
      back: yuan(record.keptFen - (record.proposal?.keepFen ?? 0)),
    }),
    yes: text(`console.fuel.actions.${word}`),
    danger: word === 'return' || word === 'agree',
    fields: [...(word === 'keep' ? [keepField(record)] : []), reasonField()],
  });
  if (values === null) return;
  const keepFen = { settle: null, keep: values.keepFen, return: 0, agree: record.proposal?.keepFen }[word];
  await act(
    {
      id: idOf(record),
      path: `/api/admin/fuel-orders/${encodeURIComponent(idOf(record))}/decide`,
      repeat: true,
      body: { reason: values.reason, ...(keepFen === null ? {} : { keepFen }) },
      done: answer =>
        text(`console.fuel.done.${answer.proposal === null ? word : 'awaiting'}`, {
          place: placeOf(record),
          kept: yuan(keepFen ?? record.keptFen),
          back: yuan(record.keptFen - (keepFen ?? record.keptFen)),
        }),
    },
    onActed,
  );
}

/** The kept amount is above zero (zero is the full refund) and at most the amount held. */
const keepField = ({ keptFen }) => ({
  name: 'keepFen',
  label: text('console.fuel.keep.label'),
  mode: 'decimal',
  trouble: text('console.fuel.keep.needed', { most: yuan(keptFen) }),
  read: words => (fenOf(words) > 0 && fenOf(words) <= keptFen ? fenOf(words) : null),
});
