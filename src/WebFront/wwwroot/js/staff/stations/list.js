// The list of stations, with a search field.
import { el, keyed, setText } from '../../dom.js';
import { text } from '../../texts.js';

/** Returns { node, find(): the searched text, render(state) }. */
export function stationList({ onFind, onChoose, onCreate }) {
  const find = el('input', {
    autocomplete: 'off',
    spellcheck: false,
    placeholder: text('console.stations.find'),
    testid: 'station-find',
    maxLength: 100,
    oninput: onFind,
  });
  find.setAttribute('aria-label', text('console.stations.find'));
  const create = el('button', {
    type: 'button',
    className: 'main',
    testid: 'station-new',
    text: text('console.stations.create'),
    onclick: onCreate,
  });
  const list = el('ul', { className: 'picks', testid: 'station-list' });
  const more = el('p', { className: 'muted' });
  const problem = el('p', { className: 'trouble', role: 'alert' });
  const node = el(
    'section',
    { className: 'card panel' },
    el('div', { className: 'panel-head' }, el('h2', { text: text('console.stations.heading') }), create),
    el('p', { className: 'muted says', text: text('console.stations.says') }),
    find,
    problem,
    list,
    more,
  );

  /** found: { stations, total } or null. chosen: the id of the chosen station or null. */
  function render({ found, chosen, trouble }) {
    keyed(
      list,
      found?.stations ?? [],
      station => station.id,
      ({ id }) => stationRow(id, onChoose),
    );
    for (const entry of list.keyedNodes.values()) entry.choose(chosen);
    setText(more, remainder(found));
    setText(problem, trouble);
  }

  return { node, find: () => find.value, render };
}

function remainder(found) {
  if (found === null) return text('console.loading');
  if (found.total === 0) return text('console.stations.none');
  const rest = found.total - found.stations.length;
  return rest > 0 ? text('console.stations.more', { n: rest }) : '';
}

function stationRow(id, onChoose) {
  const [name, where] = [el('b'), el('small')];
  const button = el(
    'button',
    { type: 'button', className: 'pick', testid: 'station-pick', onclick: () => onChoose(id) },
    name,
    where,
  );
  button.dataset.station = id;
  return {
    node: el('li', {}, button),
    update(station) {
      setText(name, station.name);
      setText(where, `${station.city} ${station.address}`);
    },
    choose: chosen => button.setAttribute('aria-pressed', String(id === chosen)),
  };
}
