// The price ladder of a team: a size, a member's price, and the leader's price where it differs. One step is enough.
import { el, setText, setVisible } from '../../../dom.js';
import { fenOf } from '../../../format.js';
import { text } from '../../../texts.js';
import { whole } from '../../form.js';

const MaxSteps = 10; // the limit of the API

const parts = [
  { name: 'size', mode: 'numeric', read: whole },
  { name: 'priceFen', mode: 'decimal', read: fenOf },
  { name: 'leaderPriceFen', mode: 'decimal', read: value => (value.trim() === '' ? undefined : fenOf(value)) },
];

export function ladderOf() {
  const rows = el('div', { className: 'ladder-rows', testid: 'ladder' });
  const trouble = el('small', { testid: 'trouble-ladder' });
  const more = el('button', {
    type: 'button',
    className: 'plain',
    testid: 'ladder-more',
    text: text('groups.create.ladder.more'),
    onclick: () => add({}),
  });
  const node = el(
    'div',
    { className: 'full ladder', role: 'group', ariaLabel: text('groups.create.ladder.heading') },
    el('span', { className: 'field-label', text: text('groups.create.ladder.heading') }),
    rows,
    trouble,
    more,
  );
  let steps = [];

  function add(values) {
    const step = ladderStep(values, () => keep(steps.filter(other => other !== step)));
    keep([...steps, step]);
  }

  function keep(next) {
    steps = next;
    rows.replaceChildren(...steps.map(step => step.node));
    for (const step of steps) setVisible(step.less, steps.length > 1);
    setVisible(more, steps.length < MaxSteps);
  }

  /** names as in the API's errors: `ladder`, `ladder[0].priceFen`. */
  function complain(names) {
    const named = new Set(names);
    setText(trouble, named.has('ladder') ? text('groups.fields.ladder') : '');
    steps.forEach((step, index) => step.complain(name => named.has(`ladder[${index}].${name}`)));
  }

  return {
    node,
    complain,
    fill(values) {
      keep([]);
      values.forEach(add);
    },
    /** Returns the steps, or null when one cannot be read. */
    values() {
      const wrong = [];
      const values = steps.map(step => step.values());
      values.forEach((step, index) => {
        for (const name of Object.keys(step)) if (Number.isNaN(step[name])) wrong.push(`ladder[${index}].${name}`);
      });
      complain(wrong);
      return wrong.length > 0 ? null : values;
    },
  };
}

function ladderStep(values, onRemove) {
  const inputs = Object.fromEntries(
    parts.map(({ name, mode }) => {
      const input = el('input', {
        inputMode: mode,
        value: values[name] ?? '',
        testid: `ladder-${name}`,
        placeholder: text(`groups.create.ladder.hint.${name}`),
      });
      return [name, { input, trouble: el('small', { testid: `trouble-ladder-${name}` }) }];
    }),
  );
  const less = el('button', {
    type: 'button',
    className: 'quiet',
    text: text('groups.create.ladder.less'),
    testid: 'ladder-less',
    onclick: onRemove,
  });
  const labels = Object.entries(inputs).map(([name, { input, trouble }]) =>
    el('label', {}, el('span', { text: text(`groups.create.ladder.${name}`) }), input, trouble),
  );
  return {
    less,
    node: el('div', { className: 'ladder-row', testid: 'ladder-row' }, ...labels, less),
    values: () => Object.fromEntries(parts.map(({ name, read }) => [name, read(inputs[name].input.value)])),
    complain(isWrong) {
      for (const [name, { input, trouble }] of Object.entries(inputs)) {
        input.setAttribute('aria-invalid', isWrong(name));
        setText(trouble, isWrong(name) ? text(`groups.fields.${name}`) : '');
      }
    },
  };
}
