// Publish, pause, resume, restock and close, for both kinds of campaign: confirm where needed, send once, report the outcome.
import { call, isUnknown } from '../../api.js';
import { byId, setText } from '../../dom.js';
import { count } from '../../format.js';
import { problemText, text } from '../../texts.js';
import { change, model } from '../model.js';

/** Returns the handler of the buttons: (kind, name, sale). */
export function setUpActions({ onDone, onTrouble }) {
  const run = (kind, name, sale, body) => act(kind, name, sale, body, { onDone, onTrouble });
  const openRestock = setUpRestock(run);
  const openClose = setUpClose(run);
  return (kind, name, sale) => {
    if (name === 'restock') openRestock(kind, sale);
    else if (name === 'close') openClose(kind, sale);
    else void run(kind, name, sale);
  };
}

async function act(kind, name, sale, body, { onDone, onTrouble }) {
  model.busy.add(sale.id);
  change({ message: null });
  try {
    const { data } = await call('POST', `${kind.path}/${encodeURIComponent(sale.id)}/${name}`, {
      token: model.session?.token,
      body,
    });
    kind.put(data);
    change({
      message: { kind: 'good', text: text(`staff.done.${name}`, { title: data.title, stock: count(data.stock) }) },
    });
    onDone(kind, data);
  } catch (error) {
    // A restock has no idempotency key, so a retry could add the stock twice.
    change({ message: { kind: 'bad', text: isUnknown(error) ? text('staff.unknownOutcome') : problemText(error) } });
    onTrouble(error, kind);
  } finally {
    model.busy.delete(sale.id);
    change();
  }
}

function setUpRestock(run) {
  const dialog = byId('restock');
  let chosen = null;
  byId('restock-no').addEventListener('click', () => dialog.close());
  byId('restock-form').addEventListener('submit', event => {
    event.preventDefault();
    const words = byId('delta').value.trim();
    const delta = /^[+-]?\d{1,9}$/.test(words) ? Number(words) : 0;
    setText(byId('restock-trouble'), delta === 0 ? text('staff.restock.invalid') : '');
    if (delta === 0) return;
    dialog.close();
    void run(chosen.kind, 'restock', chosen.sale, { delta });
  });
  return (kind, sale) => {
    chosen = { kind, sale };
    byId('delta').value = '100';
    setText(byId('restock-trouble'), '');
    dialog.showModal();
    byId('delta').select();
  };
}

function setUpClose(run) {
  const dialog = byId('close');
  return (kind, sale) => {
    setText(byId('close-body'), text(`${kind.words}.close.body`, { title: sale.title }));
    dialog.returnValue = '';
    dialog.showModal();
    dialog.addEventListener(
      'close',
      () => {
        if (dialog.returnValue === 'yes') void run(kind, 'close', sale);
      },
      { once: true },
    );
  };
}
