// The stations: the list, and the changes that staff make to the chosen one.
import { call } from '../../api.js';
import { el, keyed, setText, setVisible } from '../../dom.js';
import { Loader } from '../../loader.js';
import { problemText, text } from '../../texts.js';
import { act } from '../act.js';
import { ask, question } from '../ask.js';
import { change, model } from '../model.js';
import { stationDetails } from './details.js';
import { changedStation, profileFields } from './stationForm.js';

const MostShown = 50; // a longer list is narrowed by name

/** Builds the list and, beside it, the details of the chosen station. onActed(error or null) runs after each change. */
export function stationsPanel(onActed) {
  let stations = null; // { stations, total } as the API lists them
  let chosen = null; // the id of the chosen station
  let details = null;
  let secret = null; // { what, secret }: the server returns it only once, so it stays until another station is chosen
  let trouble = '';
  let drawn = null;

  const find = el('input', {
    autocomplete: 'off',
    spellcheck: false,
    placeholder: text('console.stations.find'),
    testid: 'station-find',
    maxLength: 100,
    oninput: () => loader.refresh(),
  });
  find.setAttribute('aria-label', text('console.stations.find'));
  const list = el('ul', { className: 'picks', testid: 'station-list' });
  const more = el('p', { className: 'muted' });
  const problem = el('p', { className: 'trouble', role: 'alert' });
  const found = el('section', { className: 'card panel', testid: 'station', hidden: true });
  const add = el('button', {
    type: 'button',
    className: 'main',
    testid: 'station-new',
    text: text('console.stations.create'),
    onclick: () => void create(),
  });
  const node = el(
    'div',
    { className: 'two' },
    el(
      'section',
      { className: 'card panel' },
      el('div', { className: 'panel-head' }, el('h2', { text: text('console.stations.heading') }), add),
      el('p', { className: 'muted says', text: text('console.stations.says') }),
      find,
      problem,
      list,
      more,
    ),
    found,
  );

  const loader = new Loader(
    async () => {
      stations = (await call('GET', `/api/stations?${new URLSearchParams({ find: find.value, limit: MostShown })}`))
        .data;
      const id = chosen;
      if (id !== null) {
        const { data } = await call('GET', `/api/admin/stations/${id}`, { token: model.session?.token });
        if (id === chosen) details = data;
      }
      trouble = '';
      change();
    },
    error => {
      trouble = problemText(error);
      change();
      if (error.slug === 'unauthenticated') onActed(error);
      return false;
    },
  );

  function choose(id) {
    if (id !== chosen) [chosen, details, secret] = [id, null, null];
    change();
    loader.refresh();
  }

  async function create() {
    const values = await ask({
      ...question('console.stations.ask.create'),
      yes: text('console.stations.create'),
      fields: profileFields(),
    });
    if (values === null) return;
    const made = await act(
      {
        id: 'station',
        path: '/api/admin/stations',
        body: changedStation(null, values),
        done: data => text('console.stations.done.create', data),
      },
      onActed,
    );
    if (made !== null) choose(made.id);
  }

  async function rename() {
    const values = await ask({
      ...question('console.stations.ask.change', details),
      yes: text('console.stations.change'),
      fields: profileFields(details),
    });
    if (values === null) return;
    const changed = await act(
      {
        id: details.id,
        method: 'PUT',
        path: `/api/admin/stations/${details.id}`,
        body: changedStation(details, values),
        repeat: true,
        done: data => text('console.stations.done.change', data),
      },
      onActed,
    );
    if (changed !== null) details = changed;
  }

  // A lost answer is not retried: every call replaces the secret.
  async function changeAccess(action, what) {
    if (
      (await ask({
        ...question(`console.stations.ask.${what}`, details),
        yes: text(`console.stations.${what}`),
        danger: true,
      })) === null
    )
      return;
    const { id } = details;
    const answer = await act(
      { id, path: `/api/admin/stations/${id}/${action}`, done: () => text(`console.stations.done.${what}`, details) },
      onActed,
    );
    if (answer?.secret && id === chosen) secret = { what, ...answer };
    change();
  }

  async function map(product) {
    const values = await ask({
      ...question('console.stations.ask.map', product),
      yes: text('console.stations.map'),
      fields: [
        {
          name: 'grade',
          label: text('console.stations.grade'),
          value: product.grade ?? '',
          read: words => words.trim(),
        },
      ],
    });
    if (values === null) return;
    await act(
      {
        id: details.id,
        path: `/api/admin/stations/${details.id}/products`,
        body: { product: product.product, grade: values.grade || null },
        repeat: true,
        done: () => text('console.stations.done.map', product),
      },
      onActed,
    );
  }

  function render() {
    keyed(
      list,
      stations?.stations ?? [],
      station => station.id,
      ({ id }) => pick(id, choose),
    );
    for (const entry of list.keyedNodes?.values() ?? []) entry.choose(chosen);
    setText(
      more,
      stations === null
        ? text('console.loading')
        : stations.total === 0
          ? text('console.stations.none')
          : stations.total > stations.stations.length
            ? text('console.stations.more', { n: stations.total - stations.stations.length })
            : '',
    );
    setText(problem, trouble);
    setVisible(found, details !== null);
    const state = JSON.stringify([details, secret, details && model.busy.has(details.id)], (name, value) =>
      name === 'asOf' ? undefined : value,
    );
    if (details === null || state === drawn) return;
    drawn = state;
    found.replaceChildren(...stationDetails(details, secret, { rename, changeAccess, map }));
  }

  return {
    node,
    render,
    refresh: () => loader.refresh(),
    clear: () => ([stations, chosen, details, secret, drawn] = [null, null, null, null, null]),
  };
}

function pick(id, choose) {
  const [name, where] = [el('b'), el('small')];
  const button = el(
    'button',
    { type: 'button', className: 'pick', testid: 'station-pick', onclick: () => choose(id) },
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
