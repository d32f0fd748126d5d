// Publish, pause, resume, restock, close: ask where it matters, send once, say what became of it.
import { call, isUnknown } from '../api.js';
import { byId, put } from '../dom.js';
import { count } from '../format.js';
import { problemText, text } from '../texts.js';
import { change, model, putSale } from './model.js';

export function setUpActions({ onDone, onTrouble }) {
  const run = (name, sale, body) => act(name, sale, body, { onDone, onTrouble });
  const askRestock = setUpRestock(run);
  const askClose = setUpClose(run);
  return (name, sale) => {
    if (name === 'restock') askRestock(sale);
    else if (name === 'close') askClose(sale);
    else void run(name, sale);
  };
}

async function act(name, sale, body, { onDone, onTrouble }) {
  model.busy.add(sale.id);
  change({ said: null });
  try {
    const { data } = await call('POST', `/api/admin/flash-sales/${encodeURIComponent(sale.id)}/${name}`, { token: model.session?.token, body });
    putSale(data);
    change({ said: { kind: 'good', text: text(`staff.done.${name}`, { title: data.title, stock: count(data.stock) }) } });
    onDone(data);
  } catch (error) {
    // A restock is not repeated on its own: it has no key, and twice would be twice.
    change({ said: { kind: 'bad', text: isUnknown(error) ? text('staff.unknownOutcome') : problemText(error) } });
    onTrouble(error);
  } finally {
    model.busy.delete(sale.id);
    change();
  }
}

function setUpRestock(run) {
  const dialog = byId('restock');
  let sale = null;
  byId('restock-no').addEventListener('click', () => dialog.close());
  byId('restock-form').addEventListener('submit', event => {
    event.preventDefault();
    const words = byId('delta').value.trim();
    const delta = /^[+-]?\d{1,9}$/.test(words) ? Number(words) : 0;
    put(byId('restock-trouble'), delta === 0 ? text('staff.restock.invalid') : '');
    if (delta === 0) return;
    dialog.close();
    void run('restock', sale, { delta });
  });
  return chosen => {
    sale = chosen;
    byId('delta').value = '100';
    put(byId('restock-trouble'), '');
    dialog.showModal();
    byId('delta').select();
  };
}

function setUpClose(run) {
  const dialog = byId('close');
  return sale => {
    put(byId('close-body'), text('staff.close.body', { title: sale.title }));
    dialog.returnValue = '';
    dialog.showModal();
    dialog.addEventListener('close', () => {
      if (dialog.returnValue === 'yes') void run('close', sale);
    }, { once: true });
  };
}
