// Renders the other sales and the group buys, which have a page of their own.
import { byId, el, keyed, setData, setText, setVisible } from '../dom.js';
import { count, dateTime, yuan } from '../format.js';
import { campaignNode } from '../group/node.js';
import { text } from '../texts.js';
import { model } from './model.js';
import { bestOf, phaseOf } from './phase.js';

export function renderOthers(now, onChoose) {
  const others = bestOf(
    model.sales.filter(sale => sale.id !== model.saleId),
    now,
  );
  const groups = bestOf(model.groups, now);
  setVisible(byId('others-card'), others.length + groups.length > 0);
  keyed(
    byId('others'),
    others,
    sale => sale.id,
    sale => otherNode(sale, onChoose),
  );
  keyed(byId('groups'), groups, campaign => campaign.id, campaignNode);
  for (const id of ['others', 'groups']) for (const entry of byId(id).keyedNodes.values()) entry.tick(now);
}

function otherNode({ id }, onChoose) {
  const title = el('b');
  const badge = el('span', { className: 'badge' });
  const price = el('span', { className: 'other-price' });
  const when = el('span', { className: 'muted' });
  const button = el(
    'button',
    { type: 'button', className: 'other', testid: 'other-sale', onclick: () => onChoose(id) },
    el('span', { className: 'other-head' }, title, badge),
    el('span', { className: 'other-foot' }, when, price),
  );
  button.dataset.saleId = id;
  const node = el('li', {}, button);
  let sale = null;
  return {
    node,
    update(next) {
      sale = next;
      setText(title, sale.title);
      setText(price, `¥${yuan(sale.salePriceFen)}`);
    },
    tick(now) {
      const phase = phaseOf(sale, now);
      setData(button, 'phase', phase);
      setText(badge, text(`common.saleStatus.${phase}`));
      const free = phase === 'open' ? ` · ${text('sale.others.free', { n: count(sale.free) })}` : '';
      const key = phase === 'before' ? 'startsAt' : 'endsAt';
      setText(when, text(`sale.others.${key}`, { time: dateTime(sale[key]) }) + free);
    },
  };
}
