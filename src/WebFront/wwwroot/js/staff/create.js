// The form for a new sale. The server judges; its errors come back to the fields they are about.
import { call, isUnknown } from '../api.js';
import { clock } from '../clock.js';
import { byId, el, put } from '../dom.js';
import { fenOf, fromInput, toInput } from '../format.js';
import { problemText, text } from '../texts.js';
import { change, model } from './model.js';

const minutes = 60_000;
const whole = value => (/^\d{1,12}$/.test(value.trim()) ? Number(value) : NaN);

// Name in the API, label, kind of input, and how its text becomes a value (NaN or null: not even sent).
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

const inputs = new Map();

export function setUpCreate({ onCreated, onTrouble }) {
  const dialog = byId('create');
  byId('create-fields').append(...fields.map(fieldNode));
  put(byId('create-go'), text('staff.create.go'));
  byId('create-no').addEventListener('click', () => dialog.close());
  byId('new').addEventListener('click', () => void openForm(dialog));
  inputs.get('productId').input.addEventListener('change', suggestTitle);
  byId('create-form').addEventListener('submit', event => {
    event.preventDefault();
    void submit(dialog, onCreated, onTrouble);
  });
}

function fieldNode({ name, label, tag = 'input', type = 'text', mode, wide }) {
  const input = el(tag, { name, testid: `field-${name}` });
  if (tag === 'input') input.type = type;
  if (mode) input.inputMode = mode;
  const trouble = el('small', { id: `trouble-${name}`, testid: `trouble-${name}` });
  input.setAttribute('aria-describedby', trouble.id);
  inputs.set(name, { input, trouble });
  return el('label', { className: wide ? 'full' : '' }, el('span', { text: text(`staff.create.${label}`) }), input, trouble);
}

async function openForm(dialog) {
  complain({});
  put(byId('create-trouble'), '');
  const startsAt = Math.floor(clock.now() / minutes) * minutes;
  const defaults = {
    listPriceFen: '260', salePriceFen: '198', stock: '1000', payWithinSeconds: '15', limitPerCustomer: '1', limitPerOrder: '1',
    startsAt: toInput(startsAt + 5 * minutes), endsAt: toInput(startsAt + 125 * minutes),
  };
  for (const [name, value] of Object.entries(defaults)) inputs.get(name).input.value = value;
  dialog.showModal();
  try {
    const { data } = await call('GET', '/api/products');
    const chosen = inputs.get('productId').input;
    chosen.replaceChildren(...data.products.map(product => el('option', { value: product.id, text: product.name })));
    if (data.products.length === 0) put(byId('create-trouble'), text('staff.create.nothingToSell'));
    else suggestTitle();
  } catch {
    put(byId('create-trouble'), text('staff.create.noProducts'));
  }
}

function suggestTitle() {
  const name = inputs.get('productId').input.selectedOptions[0]?.textContent ?? '';
  inputs.get('title').input.value = text('staff.create.titleDefault', { product: name });
}

async function submit(dialog, onCreated, onTrouble) {
  const values = Object.fromEntries(fields.map(field => [field.name, field.read(inputs.get(field.name).input.value)]));
  const unread = Object.keys(values).filter(name => values[name] === null || Number.isNaN(values[name]));
  complain(Object.fromEntries(unread.map(name => [name, true])));
  put(byId('create-trouble'), '');
  if (unread.length > 0) return;

  byId('create-go').disabled = true;
  put(byId('create-go'), text('staff.create.going'));
  try {
    const { data } = await call('POST', '/api/admin/flash-sales', { token: model.session?.token, body: values });
    dialog.close();
    change({ said: { kind: 'good', text: text('staff.done.create', { title: data.title }) } });
    onCreated(data);
  } catch (error) {
    complain(error.errors ?? {});
    put(byId('create-trouble'), isUnknown(error) ? text('staff.unknownOutcome') : problemText(error));
    onTrouble(error);
  } finally {
    byId('create-go').disabled = false;
    put(byId('create-go'), text('staff.create.go'));
  }
}

/** Marks the fields named in a problem's errors, whatever case their first letter has. */
function complain(errors) {
  const named = new Set(Object.keys(errors).map(name => name.charAt(0).toLowerCase() + name.slice(1)));
  for (const [name, { input, trouble }] of inputs) {
    input.setAttribute('aria-invalid', named.has(name));
    put(trouble, named.has(name) ? text(`staff.fields.${name}`) : '');
  }
}
