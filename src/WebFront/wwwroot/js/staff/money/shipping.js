// The report to WeChat about an order's goods, and the one correction that it allows.
import { el } from '../../dom.js';
import { dateTime } from '../../format.js';
import { text } from '../../texts.js';
import { act } from '../act.js';
import { ask, question } from '../ask.js';
import { model } from '../model.js';

const MaxItem = 120; // WeChat's limit

/** Nothing before the goods are handed over. */
export function drawShipping({ order, shipping }, onActed) {
  if (shipping === null) return [];
  const state = text(`console.orders.shipping.state.${shipping.state}`);
  const at = shipping.correctedAt ?? shipping.reportedAt ?? shipping.owedAt;
  const time = ` · ${dateTime(at)}`;
  const line = text('console.orders.shipping.line', { item: shipping.item, state: `${state}${stage(shipping)}`, time });
  const parts = [
    el('h3', { text: text('console.orders.shipping.heading') }),
    el('p', { className: 'muted', testid: 'found-shipping', text: line }),
  ];
  if (shipping.trouble !== null) parts.push(el('p', { className: 'muted', text: shipping.trouble }));
  const may = shipping.state === 'refused' || (shipping.state === 'reported' && shipping.correctedAt === null);
  if (!may) return parts;
  const word = text(`console.orders.shipping.${shipping.state === 'refused' ? 'again' : 'correct'}`);
  const onclick = () => void again(order, shipping, word, onActed);
  const button = el('button', { type: 'button', testid: 'staff-shipping', text: word, onclick });
  button.disabled = model.busy.has(order.id);
  return [...parts, button];
}

function stage({ correctedAt, state, reportedAt }) {
  if (correctedAt !== null) return ` · ${text('console.orders.shipping.corrected')}`;
  return state === 'waiting' && reportedAt !== null ? ` · ${text('console.orders.shipping.correcting')}` : '';
}

async function again(order, shipping, yes, onActed) {
  const item = {
    name: 'item',
    label: text('console.orders.shipping.item'),
    value: shipping.item,
    trouble: text('console.orders.shipping.itemNeeded'),
    read: words => (words.trim() === '' || words.trim().length > MaxItem ? null : words.trim()),
  };
  const values = await ask({ ...question('console.orders.shipping.ask'), yes, fields: [item] });
  if (values === null) return;
  await act(
    {
      id: order.id,
      path: `/api/admin/orders/${encodeURIComponent(order.id)}/shipping`,
      body: { item: values.item },
      done: () => text('console.orders.shipping.done'),
    },
    onActed,
  );
}
