// The console's dialog: states what an action does, takes its inputs (a reason, an amount) and asks for confirmation.
import { byId, el, setText } from '../dom.js';
import { text } from '../texts.js';

/**
 * fields: { name, label, value, mode, read(text) -> value or null when it cannot be read, trouble }.
 * choices: { label, options: { value, label } }, all ticked at first; the ticked values are returned as `chosen`.
 * Returns the values by name, or null when cancelled.
 */
export function ask({ heading, body, yes, danger = false, fields = [], choices = { options: [] } }) {
  const dialog = byId('ask');
  setText(byId('ask-heading'), heading);
  setText(byId('ask-body'), body);
  const go = byId('ask-yes');
  setText(go, yes);
  go.className = danger ? 'danger' : 'main';
  const inputs = fields.map(fieldInput);
  const ticks = choices.options.map(option => ({
    option,
    tick: el('input', { type: 'checkbox', checked: true, testid: 'ask-choice' }),
  }));
  const ticked = ticks.length === 0 ? [] : [choiceList(choices.label, ticks)];
  byId('ask-fields').replaceChildren(...inputs.map(input => input.node), ...ticked);
  dialog.showModal();
  inputs[0]?.input.focus();
  return new Promise(resolve => {
    const end = values => {
      dialog.onclose = null;
      dialog.close();
      resolve(values);
    };
    dialog.onclose = () => resolve(null);
    byId('ask-no').onclick = () => end(null);
    byId('ask-form').onsubmit = event => {
      event.preventDefault();
      const values = { chosen: ticks.filter(({ tick }) => tick.checked).map(({ option }) => option.value) };
      for (const { field, input, trouble } of inputs) {
        const value = field.read(input.value);
        setText(trouble, value === null ? field.trouble : '');
        input.setAttribute('aria-invalid', value === null);
        values[field.name] = value;
      }
      if (Object.values(values).every(value => value !== null)) end(values);
    };
  });
}

function fieldInput(field) {
  const input = el('input', {
    name: field.name,
    value: field.value ?? '',
    testid: `ask-${field.name}`,
    maxLength: 200,
  });
  if (field.mode) input.inputMode = field.mode;
  const trouble = el('small', { className: 'trouble' });
  const node = el('label', { className: 'one' }, el('span', { text: field.label }), input, trouble);
  return { field, input, trouble, node };
}

function choiceList(label, ticks) {
  const labels = ticks.map(({ option, tick }) => el('label', { className: 'tick' }, tick, option.label));
  return el('fieldset', {}, el('legend', { text: label }), ...labels);
}

/** The texts `heading` and `body` below a key. */
export const question = (place, values) => ({
  heading: text(`${place}.heading`, values),
  body: text(`${place}.body`, values),
});

/** The reason field: the audit log requires a reason. */
export const reasonField = () => ({
  name: 'reason',
  label: text('console.ask.reason'),
  read: words => words.trim() || null,
  trouble: text('console.ask.reasonNeeded'),
});
