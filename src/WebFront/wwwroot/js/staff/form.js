// Form fields: the API name, the conversion of the text, and the place of the error message.
import { el, setText, setVisible } from '../dom.js';
import { text } from '../texts.js';

export const minutes = 60_000;

/** "12" -> 12; NaN for anything that is not a whole number. */
export const whole = value => (/^\d{1,12}$/.test(value.trim()) ? Number(value) : NaN);

const unread = value => value === null || Number.isNaN(value);

/** The field's name in a problem's errors, with a lower-case first letter. */
export const fieldOf = name => name.charAt(0).toLowerCase() + name.slice(1);

/**
 * fields: { name, label, tag, type, mode, wide, read(text) -> value }; NaN or null is not sent.
 * words: text key of the labels. troubles: text key of the errors. prefix: of ids, on a page with several forms.
 * Returns the nodes, the inputs by name, values() (null when a field cannot be read), and complain(names).
 */
export function formOf(fields, { words, troubles, prefix = '' }) {
  const inputs = new Map();
  const nodes = fields.map(({ name, label, tag = 'input', type = 'text', mode, wide }) => {
    const input = el(tag, { name, testid: `${prefix}field-${name}` });
    if (tag === 'input') input.type = type;
    if (mode) input.inputMode = mode;
    const trouble = el('small', { id: `${prefix}trouble-${name}`, testid: `${prefix}trouble-${name}` });
    input.setAttribute('aria-describedby', trouble.id);
    const node = el(
      'label',
      { className: wide ? 'full' : '' },
      el('span', { text: text(`${words}.${label}`) }),
      input,
      trouble,
    );
    inputs.set(name, { input, trouble, node });
    return node;
  });

  function complain(names) {
    const named = new Set([...names].map(fieldOf));
    for (const [name, { input, trouble }] of inputs) {
      input.setAttribute('aria-invalid', named.has(name));
      setText(trouble, named.has(name) ? text(`${troubles}.${name}`) : '');
    }
  }

  return {
    nodes,
    inputs,
    complain,
    fill(values) {
      for (const [name, value] of Object.entries(values)) inputs.get(name).input.value = value;
    },
    visible: (name, yes) => setVisible(inputs.get(name).node, yes),
    values() {
      const values = Object.fromEntries(
        fields.map(field => [field.name, field.read(inputs.get(field.name).input.value)]),
      );
      const wrong = Object.keys(values).filter(name => unread(values[name]));
      complain(wrong);
      return wrong.length > 0 ? null : values;
    },
  };
}
