// The table of flash sales: one row each, live counts, and the actions its state allows.
import { byId, el, keyed, setData, setText, setVisible } from '../../../dom.js';
import { count, dateTime, span, yuan } from '../../../format.js';
import { phaseOf } from '../../../campaigns/phase.js';
import { text } from '../../../texts.js';
import { model } from '../../model.js';
import { hoardingText } from '../hoarding.js';
import { sales } from '../kinds.js';

const actionNames = ['publish', 'pause', 'resume', 'restock', 'close'];
export const allowed = {
  draft: ['publish', 'close'],
  published: ['pause', 'restock', 'close'],
  paused: ['resume', 'restock', 'close'],
  closed: [],
};

export function renderTable(now, onAction) {
  setVisible(byId('empty'), model.loaded && model.sales.length === 0);
  setVisible(byId('table'), model.sales.length > 0);
  keyed(
    byId('rows'),
    model.sales,
    sale => sale.id,
    sale => rowOf(sale, onAction),
  );
  for (const entry of byId('rows').keyedNodes.values()) entry.tick(now);
}

function rowOf({ id }, onAction) {
  const title = el('span', { className: 'title', testid: 'title' });
  const product = el('small');
  const price = el('b');
  const list = el('small');
  const from = el('span');
  const to = el('small');
  const limits = el('small');
  const hoarding = el('small', { testid: 'hoarding' });
  const badge = el('span', { className: 'badge', testid: 'status' });
  const counts = Object.fromEntries(['free', 'held', 'sold', 'stock'].map(name => [name, countCell(name)]));
  const buttons = actionNames.map(name => actionButton(name, () => onAction(sales, name, sale)));
  const node = el(
    'tr',
    { testid: 'row' },
    el('td', { className: 'wide' }, title, product, limits, hoarding),
    el('td', { className: 'n half' }, price, list),
    el('td', { className: 'window half' }, from, to),
    el('td', { className: 'wide' }, badge),
    ...Object.values(counts),
    el('td', { className: 'wide' }, el('div', { className: 'actions' }, ...buttons.map(button => button.node))),
  );
  node.dataset.saleId = id;

  let sale = null;
  return {
    node,
    update(next) {
      sale = next;
      setText(title, sale.title);
      setText(product, sale.productName);
      setText(
        limits,
        text('staff.limits', { n: sale.limitPerCustomer, m: sale.limitPerOrder, time: span(sale.payWithinSeconds) }),
      );
      setText(price, `¥${yuan(sale.salePriceFen)}`);
      setText(list, `¥${yuan(sale.listPriceFen)}`);
      setText(from, dateTime(sale.startsAt));
      setText(to, dateTime(sale.endsAt));
      for (const [name, value] of Object.entries({
        free: sale.free,
        held: sale.held,
        sold: sale.confirmed,
        stock: sale.stock,
      })) {
        setText(counts[name], count(value));
      }
      for (const button of buttons) button.update(sale);
    },
    tick(now) {
      const phase = sale.status === 'draft' ? 'draft' : phaseOf(sale, now);
      setData(node, 'phase', phase);
      setText(badge, text(`common.saleStatus.${phase}`));
      setText(hoarding, hoardingText(id));
    },
  };
}

export function countCell(name, words = 'staff') {
  const cell = el('td', { className: `n ${name}`, testid: name });
  cell.dataset.column = text(`${words}.columns.${name}`);
  return cell;
}

/** A button that is visible in the states that allow its action, and disabled while the action runs. */
export function actionButton(name, onClick) {
  const node = el('button', {
    type: 'button',
    className: name === 'close' ? 'danger' : 'plain',
    testid: name,
    text: text(`staff.actions.${name}`),
    onclick: onClick,
  });
  return {
    node,
    update(sale) {
      setVisible(node, allowed[sale.status].includes(name));
      node.disabled = model.busy.has(sale.id);
    },
  };
}
