// The form for a new group buy. The server validates; its errors appear beside their fields.
import { call, isUnknown } from '../../../api.js';
import { clock } from '../../../clock.js';
import { byId, el, setText } from '../../../dom.js';
import { fenOf, fromInput, toInput } from '../../../format.js';
import { problemText, text } from '../../../texts.js';
import { fieldOf, formOf, minutes, whole } from '../../form.js';
import { change, model } from '../../model.js';
import { productOptions } from '../products.js';
import { ladderOf } from './ladder.js';

const yes = value => value === 'yes';

const above = [
  { name: 'productId', label: 'product', tag: 'select', wide: true, read: value => value || null },
  { name: 'title', label: 'title', wide: true, read: value => value.trim() || null },
  { name: 'listPriceFen', label: 'listPrice', mode: 'decimal', read: fenOf },
  { name: 'stock', label: 'stock', mode: 'numeric', read: whole },
];
const below = [
  { name: 'teamOpenSeconds', label: 'teamOpen', mode: 'numeric', read: value => whole(value) * 60 },
  { name: 'payWithinSeconds', label: 'payWithin', mode: 'numeric', read: value => whole(value) * 60 },
  { name: 'startsAt', label: 'startsAt', type: 'datetime-local', read: fromInput },
  { name: 'endsAt', label: 'endsAt', type: 'datetime-local', read: fromInput },
  { name: 'limitPerCustomer', label: 'limitPerCustomer', mode: 'numeric', read: whole },
  { name: 'newCustomersOnly', label: 'newOnly', tag: 'select', read: yes },
  { name: 'virtual', label: 'completion', tag: 'select', read: yes },
  { name: 'virtualPercent', label: 'virtualPercent', mode: 'numeric', read: whole },
  { name: 'rewardProductId', label: 'reward', tag: 'select', wide: true, read: value => value || undefined },
];
const defaults = {
  listPriceFen: '240',
  stock: '500',
  teamOpenSeconds: '1440',
  payWithinSeconds: '15',
  limitPerCustomer: '1',
  newCustomersOnly: 'no',
  virtual: 'no',
  virtualPercent: '80',
};

let ladder = null;
let forms = [];
const inputOf = name => forms.find(form => form.inputs.has(name)).inputs.get(name).input;

export function setUpCreateGroup({ onCreated, onTrouble }) {
  const dialog = byId('create-group');
  ladder = ladderOf();
  forms = [above, below].map(fields =>
    formOf(fields, { words: 'groups.create', troubles: 'groups.fields', prefix: 'group-' }),
  );
  byId('create-group-fields').append(...forms[0].nodes, ladder.node, ...forms[1].nodes);
  for (const name of ['newCustomersOnly', 'virtual'])
    inputOf(name).append(
      ...['no', 'yes'].map(value => el('option', { value, text: text(`groups.create.${name}.${value}`) })),
    );
  setText(byId('create-group-go'), text('staff.create.go'));
  inputOf('virtual').addEventListener('change', showThreshold);
  inputOf('productId').addEventListener('change', suggestTitle);
  byId('create-group-no').addEventListener('click', () => dialog.close());
  byId('new-group').addEventListener('click', () => void openForm(dialog));
  byId('create-group-form').addEventListener('submit', event => {
    event.preventDefault();
    void submit(dialog, onCreated, onTrouble);
  });
}

/** Hides an unused threshold and restores its default, so an unreadable text in it cannot block the form. */
function showThreshold() {
  const wanted = yes(inputOf('virtual').value);
  forms[1].visible('virtualPercent', wanted);
  if (!wanted) forms[1].fill({ virtualPercent: defaults.virtualPercent });
}

function suggestTitle() {
  forms[0].fill({
    title: text('groups.create.titleDefault', { product: inputOf('productId').selectedOptions[0]?.textContent ?? '' }),
  });
}

async function openForm(dialog) {
  complain([]);
  setText(byId('create-group-trouble'), '');
  const startsAt = Math.floor(clock.now() / minutes) * minutes;
  const values = {
    ...defaults,
    startsAt: toInput(startsAt + 5 * minutes),
    endsAt: toInput(startsAt + 7 * 24 * 60 * minutes),
  };
  for (const [name, value] of Object.entries(values)) inputOf(name).value = value;
  ladder.fill([
    { size: '2', priceFen: '199' },
    { size: '3', priceFen: '179' },
  ]);
  showThreshold();
  dialog.showModal();
  try {
    const options = await productOptions();
    inputOf('productId').replaceChildren(...options);
    inputOf('rewardProductId').replaceChildren(
      el('option', { value: '', text: text('groups.create.noReward') }),
      ...options.map(option => option.cloneNode(true)),
    );
    if (options.length === 0) setText(byId('create-group-trouble'), text('staff.create.nothingToSell'));
    else suggestTitle();
  } catch {
    setText(byId('create-group-trouble'), text('staff.create.noProducts'));
  }
}

async function submit(dialog, onCreated, onTrouble) {
  setText(byId('create-group-trouble'), '');
  const read = [...forms.map(form => form.values()), ladder.values()];
  if (read.includes(null)) return;
  const { virtual, virtualPercent, ...rest } = { ...read[0], ...read[1] };
  const body = { ...rest, virtualPercent: virtual ? virtualPercent : 0, ladder: read[2] };

  const go = byId('create-group-go');
  go.disabled = true;
  setText(go, text('staff.create.going'));
  try {
    const { data } = await call('POST', '/api/admin/group-buys', { token: model.session?.token, body });
    dialog.close();
    change({ message: { kind: 'good', text: text('staff.done.create', { title: data.title }) } });
    onCreated(data);
  } catch (error) {
    complain(Object.keys(error.errors ?? {}).map(fieldOf));
    setText(byId('create-group-trouble'), isUnknown(error) ? text('staff.unknownOutcome') : problemText(error));
    onTrouble(error);
  } finally {
    go.disabled = false;
    setText(go, text('staff.create.go'));
  }
}

function complain(names) {
  for (const form of forms) form.complain(names);
  ladder.complain(names);
}
