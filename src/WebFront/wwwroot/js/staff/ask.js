// The console's dialog: states what an action does, takes its inputs (a reason, an amount) and asks for confirmation.
import { byId, el, setText } from '../dom.js';
import { text } from '../texts.js';

/**
 * fields: { name, label, value, mode, read(text) -> value or null when it cannot be read, trouble }.
 * choices: { label, options: { value, label }, tickedFor(values), says(n) }; the ticked values are returned as `chosen`.
 * All are ticked while tickedFor says so of the typed values, until somebody ticks by hand; says(n) tells what n ticks mean.
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
    tick: el('input', { type: 'checkbox', testid: 'ask-choice' }),
  }));
  const meaning = el('p', { className: 'muted', role: 'status', testid: 'ask-meaning' });
  const ticked = ticks.length === 0 ? [] : [choiceList(choices.label, ticks), meaning];
  byId('ask-fields').replaceChildren(...inputs.map(input => input.node), ...ticked);
  const chosen = () => ticks.filter(({ tick }) => tick.checked).map(({ option }) => option.value);
  const typed = () => Object.fromEntries(inputs.map(({ field, input }) => [field.name, field.read(input.value)]));
  let byHand = false;
  const follow = () => {
    if (!byHand) for (const { tick } of ticks) tick.checked = choices.tickedFor(typed());
    if (ticks.length > 0) setText(meaning, choices.says(chosen().length));
  };
  for (const { input } of inputs) input.addEventListener('input', follow);
  for (const { tick } of ticks)
    tick.addEventListener('change', () => {
      byHand = true;
      follow();
    });
  follow();
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
      const values = { chosen: chosen() };
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
