// The form for a new flash sale. The server validates; its errors appear beside their fields.
import { call, isUnknown } from '../../../api.js';
import { clock } from '../../../clock.js';
import { byId, setText } from '../../../dom.js';
import { fenOf, fromInput, toInput } from '../../../format.js';
import { problemText, text } from '../../../texts.js';
import { formOf, minutes, whole } from '../../form.js';
import { change, model } from '../../model.js';
import { productOptions } from '../products.js';

const fields = [
  { name: 'productId', label: 'product', tag: 'select', wide: true, read: value => value || null },
  { name: 'title', label: 'title', wide: true, read: value => value.trim() || null },
  { name: 'listPriceFen', label: 'listPrice', mode: 'decimal', read: fenOf },
  { name: 'salePriceFen', label: 'salePrice', mode: 'decimal', read: fenOf },
  { name: 'startsAt', label: 'startsAt', type: 'datetime-local', read: fromInput },
  { name: 'endsAt', label: 'endsAt', type: 'datetime-local', read: fromInput },
  { name: 'stock', label: 'stock', mode: 'numeric', read: whole },
  { name: 'payWithinSeconds', label: 'payWithin', mode: 'numeric', read: value => whole(value) * 60 },
  { name: 'limitPerCustomer', label: 'limitPerCustomer', mode: 'numeric', read: whole },
  { name: 'limitPerOrder', label: 'limitPerOrder', mode: 'numeric', read: whole },
];

let form = null;

export function setUpCreate({ onCreated, onTrouble }) {
  const dialog = byId('create');
  form = formOf(fields, { words: 'staff.create', troubles: 'staff.fields' });
  byId('create-fields').append(...form.nodes);
  setText(byId('create-go'), text('staff.create.go'));
  byId('create-no').addEventListener('click', () => dialog.close());
  byId('new').addEventListener('click', () => void openForm(dialog));
  form.inputs.get('productId').input.addEventListener('change', suggestTitle);
  byId('create-form').addEventListener('submit', event => {
    event.preventDefault();
    void submit(dialog, onCreated, onTrouble);
  });
}

async function openForm(dialog) {
  form.complain([]);
  setText(byId('create-trouble'), '');
  const startsAt = Math.floor(clock.now() / minutes) * minutes;
  form.fill({
    listPriceFen: '260',
    salePriceFen: '198',
    stock: '1000',
    payWithinSeconds: '15',
    limitPerCustomer: '1',
    limitPerOrder: '1',
    startsAt: toInput(startsAt + 5 * minutes),
    endsAt: toInput(startsAt + 125 * minutes),
  });
  dialog.showModal();
  try {
    const options = await productOptions();
    form.inputs.get('productId').input.replaceChildren(...options);
    if (options.length === 0) setText(byId('create-trouble'), text('staff.create.nothingToSell'));
    else suggestTitle();
  } catch {
    setText(byId('create-trouble'), text('staff.create.noProducts'));
  }
}

function suggestTitle() {
  const name = form.inputs.get('productId').input.selectedOptions[0]?.textContent ?? '';
  form.fill({ title: text('staff.create.titleDefault', { product: name }) });
}

async function submit(dialog, onCreated, onTrouble) {
  setText(byId('create-trouble'), '');
  const values = form.values();
  if (values === null) return;

  byId('create-go').disabled = true;
  setText(byId('create-go'), text('staff.create.going'));
  try {
    const { data } = await call('POST', '/api/admin/flash-sales', { token: model.session?.token, body: values });
    dialog.close();
    change({ message: { kind: 'good', text: text('staff.done.create', { title: data.title }) } });
    onCreated(data);
  } catch (error) {
    form.complain(Object.keys(error.errors ?? {}));
    setText(byId('create-trouble'), isUnknown(error) ? text('staff.unknownOutcome') : problemText(error));
    onTrouble(error);
  } finally {
    byId('create-go').disabled = false;
    setText(byId('create-go'), text('staff.create.go'));
  }
}
