// The reconciliation panel: the last run, its sums and its discrepancies.
import { call } from '../../api.js';
import { clock } from '../../clock.js';
import { el, keyed, setData, setText, setVisible } from '../../dom.js';
import { count, timeOfDay, yuan } from '../../format.js';
import { text } from '../../texts.js';
import { StaffLoader } from '../loader.js';
import { change, model } from '../model.js';
import { named } from '../named.js';

const OldAfterMs = 3 * 60_000; // a run takes place every minute; two missed runs make the result old

const sums = {
  stock: ({ stock }) => counted({ stock: stock.stock, free: stock.free, held: stock.held, confirmed: stock.confirmed }),
  money: ({ money }) =>
    Object.entries({
      paid: money.paidFen,
      fulfilled: money.fulfilledFen,
      awaiting: money.awaitingFen,
      frozen: money.frozenFen,
      refundPending: money.refundPendingFen,
      refunded: money.refundedFen,
      payer: money.payerFen,
      payerRefunded: money.payerRefundedFen,
    }).map(([name, fen]) => [name, `¥${yuan(fen)}`]),
  rest: ({ goods, outbox }) =>
    counted({ orders: goods.orders, vouchers: goods.vouchers, waiting: outbox.waiting, dead: outbox.dead }),
};

const counted = numbers => Object.entries(numbers).map(([name, n]) => [name, count(n)]);

export function reconciliationPanel(onRefused) {
  const verdict = el('p', { className: 'verdict', role: 'status', testid: 'verdict' });
  const tables = Object.keys(sums).map(name => ({
    name,
    list: el('dl', { className: 'sums', testid: `sums-${name}` }),
  }));
  const discrepancies = el('ul', { className: 'records', testid: 'discrepancies' });
  const node = el(
    'section',
    { className: 'card panel' },
    el('div', { className: 'panel-head' }, el('h2', { text: text('console.reconciliation.heading') })),
    el('p', { className: 'muted says', text: text('console.reconciliation.says') }),
    verdict,
    ...tables.map(table => table.list),
    discrepancies,
  );
  let report = null;
  let failing = false;

  const loader = new StaffLoader(
    async () => {
      const { data } = await call('GET', '/api/ops/reconciliation', { token: model.session?.token });
      [report, failing] = [data.report, false];
      change();
    },
    error => {
      failing = true;
      change();
      onRefused(error);
      return false;
    },
  );

  function render() {
    const kind = verdictOf(report, failing);
    setData(verdict, 'kind', kind === 'holds' ? 'good' : kind === 'discrepancy' ? 'bad' : 'wait');
    const n = report ? report.breaches.length + report.furtherBreaches : 0;
    setText(verdict, text(`console.reconciliation.${kind}`, { n, time: report ? timeOfDay(report.at) : '' }));
    for (const { name, list } of tables) {
      setVisible(list, report !== null);
      if (report !== null) renderSums(list, sums[name](report));
    }
    keyed(
      discrepancies,
      report?.breaches ?? [],
      discrepancy => `${discrepancy.kind} ${discrepancy.subject}`,
      discrepancyNode,
    );
  }

  return { node, render, refresh: () => loader.refresh(), clear: () => (report = null) };
}

function verdictOf(report, failing) {
  if (report === null) return failing ? 'unknown' : 'loading';
  if (report.breaches.length > 0) return 'discrepancy';
  if (failing || clock.now() - Date.parse(report.at) > OldAfterMs) return 'old';
  return report.stock.complete && report.money.complete ? 'holds' : 'holdsSoFar';
}

function renderSums(list, pairs) {
  keyed(
    list,
    pairs,
    ([name]) => name,
    ([name]) => {
      const value = el('dd', { testid: `sum-${name}` });
      const word = el('dt', { text: text(`console.reconciliation.sums.${name}`) });
      return { node: el('div', {}, word, value), update: ([, words]) => setText(value, words) };
    },
  );
}

/** A discrepancy of two consecutive runs pauses its sale or freezes its payment. */
function frozenBy(discrepancy) {
  const [what, id] = (discrepancy.freezes ?? '').split('/');
  if (what === '' || discrepancy.seen < 2) return text('console.reconciliation.freezes.nothing');
  return text(`console.reconciliation.freezes.${what}`, { id });
}

function discrepancyNode() {
  const title = el('b', { className: 'title' });
  const badge = el('span', { className: 'badge' });
  const detail = el('p');
  const frozen = el('p');
  const node = el(
    'li',
    { className: 'record', testid: 'discrepancy' },
    el('div', { className: 'record-head' }, title, badge),
    el('div', { className: 'lines' }, detail, frozen),
  );
  setData(node, 'kind', 'bad');
  return {
    node,
    update(discrepancy) {
      setText(title, named('console.reconciliation.kind', discrepancy.kind));
      setText(badge, text('console.reconciliation.seen', { n: discrepancy.seen }));
      setText(detail, `${discrepancy.subject}: ${discrepancy.detail}`);
      setText(frozen, frozenBy(discrepancy));
    },
  };
}
