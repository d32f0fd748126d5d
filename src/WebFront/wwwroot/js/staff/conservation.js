// Is every unit and every fen accounted for? The last look, its sums, and what does not add up.
import { el, keyed, mark, put, show } from '../dom.js';
import { count, timeOfDay, yuan } from '../format.js';
import { call } from '../api.js';
import { clock } from '../clock.js';
import { Loader } from '../loader.js';
import { text } from '../texts.js';
import { change, model } from './model.js';
import { named } from './named.js';

const OldAfterMs = 3 * 60_000; // a look is taken every minute; one that is missed twice is worth a word

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
    }).map(([name, fen]) => [name, `¥${yuan(fen)}`]),
  rest: ({ goods, outbox }) =>
    counted({ orders: goods.orders, vouchers: goods.vouchers, waiting: outbox.waiting, dead: outbox.dead }),
};

const counted = numbers => Object.entries(numbers).map(([name, n]) => [name, count(n)]);

export function conservationPanel(onRefused) {
  const verdict = el('p', { className: 'verdict', role: 'status', testid: 'verdict' });
  const tables = Object.keys(sums).map(name => ({
    name,
    list: el('dl', { className: 'sums', testid: `sums-${name}` }),
  }));
  const breaches = el('ul', { className: 'records', testid: 'breaches' });
  const node = el(
    'section',
    { className: 'card desk' },
    el('div', { className: 'desk-head' }, el('h2', { text: text('desk.conservation.heading') })),
    el('p', { className: 'muted says', text: text('desk.conservation.says') }),
    verdict,
    ...tables.map(table => table.list),
    breaches,
  );
  let report = null;
  let failing = false;

  const loader = new Loader(
    async () => {
      const { data } = await call('GET', '/api/ops/conservation', { token: model.session?.token });
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
    const kind = judge(report, failing);
    mark(verdict, 'kind', kind === 'holds' ? 'good' : kind === 'breach' ? 'bad' : 'wait');
    const n = report ? report.breaches.length + report.furtherBreaches : 0;
    put(verdict, text(`desk.conservation.${kind}`, { n, time: report ? timeOfDay(report.at) : '' }));
    for (const { name, list } of tables) {
      show(list, report !== null);
      if (report !== null) renderSums(list, sums[name](report));
    }
    keyed(breaches, report?.breaches ?? [], breach => `${breach.kind} ${breach.subject}`, breachNode);
  }

  return { node, render, ask: () => loader.ask(), forget: () => (report = null) };
}

function judge(report, failing) {
  if (report === null) return failing ? 'unknown' : 'loading';
  if (report.breaches.length > 0) return 'breach';
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
      const word = el('dt', { text: text(`desk.conservation.sums.${name}`) });
      return { node: el('div', {}, word, value), update: ([, words]) => put(value, words) };
    },
  );
}

/** Seen twice running, what is behind a breach stands still: the sale is paused, the payment frozen. */
function frozenBy(breach) {
  const [what, id] = (breach.freezes ?? '').split('/');
  if (what === '' || breach.seen < 2) return text('desk.conservation.freezes.nothing');
  return text(`desk.conservation.freezes.${what}`, { id });
}

function breachNode() {
  const title = el('b', { className: 'title' });
  const badge = el('span', { className: 'badge' });
  const detail = el('p');
  const frozen = el('p');
  const node = el(
    'li',
    { className: 'record', testid: 'breach' },
    el('div', { className: 'record-head' }, title, badge),
    el('div', { className: 'lines' }, detail, frozen),
  );
  mark(node, 'kind', 'bad');
  return {
    node,
    update(breach) {
      put(title, named('desk.conservation.kind', breach.kind));
      put(badge, text('desk.conservation.seen', { n: breach.seen }));
      put(detail, `${breach.subject}: ${breach.detail}`);
      put(frozen, frozenBy(breach));
    },
  };
}
