// The stations: who is connected, what the site says, and the secrets that let sites and screens in.
import { call } from '../../api.js';
import { el, keyed, setText, setVisible } from '../../dom.js';
import { dateTime } from '../../format.js';
import { Loader } from '../../loader.js';
import { problemText, text } from '../../texts.js';
import { act } from '../act.js';
import { ask, question } from '../ask.js';
import { change, model } from '../model.js';
import { changedStation, profileFields } from './stationForm.js';

const MostShown = 50; // whoever has more finds the rest by name

/** The list, and beside it the station that was chosen. */
export function stationsPanel(onActed) {
  let stations = null; // those that are shown, and how many there are
  let chosen = null; // its id
  let details = null;
  let secret = null; // shown until another station is chosen: it is told once
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

  // Not repeated by itself: each press makes another secret.
  async function tell(word, what) {
    if (
      (await ask({
        ...question(`console.stations.ask.${what}`, details),
        yes: text(`console.stations.${what}`),
        danger: true,
      })) === null
    )
      return;
    const { id } = details;
    const told = await act(
      { id, path: `/api/admin/stations/${id}/${word}`, done: () => text(`console.stations.done.${what}`, details) },
      onActed,
    );
    if (told?.secret && id === chosen) secret = { what, ...told };
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
    found.replaceChildren(...draw(details, secret, { rename, tell, map }));
  }

  return {
    node,
    render,
    refresh: () => loader.refresh(),
    forget: () => ([stations, chosen, details, secret, drawn] = [null, null, null, null, null]),
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

function draw(station, secret, on) {
  const { board } = station;
  const button = (word, go, danger = false) => {
    const node = el('button', {
      type: 'button',
      className: danger ? 'danger' : 'plain',
      testid: `station-${word}`,
      text: text(`console.stations.${word}`),
      onclick: () => void go(),
    });
    node.disabled = model.busy.has(station.id);
    return node;
  };
  const badge = el('span', {
    className: 'badge',
    testid: 'station-state',
    text: text(`console.stations.${board.connected ? 'connected' : 'away'}`),
  });
  badge.dataset.kind = board.connected ? 'good' : 'bad';
  return [
    el('div', { className: 'panel-head' }, el('h2', { text: station.name }), badge, button('change', on.rename)),
    el('p', { className: 'muted', text: `${station.city} ${station.address} · ${station.id}` }),
    el('p', {
      className: 'muted',
      text:
        board.heardAt === null
          ? text('console.stations.noMessage')
          : text('console.stations.lastMessage', { time: dateTime(board.heardAt) }),
    }),
    ...(secret === null ? [] : [told(station, secret)]),
    el('h3', { text: text('console.stations.access') }),
    el(
      'ul',
      { className: 'plain-lines', testid: 'station-credentials' },
      ...lines(
        station.credentials.map(c =>
          text(`console.stations.credential.${c.expiresAt === null ? 'newest' : 'ends'}`, {
            time: dateTime(c.createdAt),
            end: c.expiresAt && dateTime(c.expiresAt),
          }),
        ),
      ),
    ),
    el(
      'div',
      { className: 'actions' },
      button('rotate', () => on.tell('credentials', 'rotate')),
      button('retire', () => on.tell('credentials/retire', 'retire'), true),
      button('screenKey', () => on.tell('screen-key', 'screenKey'), station.hasScreenKey),
    ),
    el('h3', { text: text('console.stations.products') }),
    el(
      'ul',
      { className: 'plain-lines', testid: 'station-products' },
      ...lines(
        board.prices.map(price => [
          text('console.stations.product', {
            name: price.name,
            product: price.product,
            price: (price.priceMilli / 1000).toFixed(3),
            grade: price.grade ?? '—',
          }),
          el('button', {
            type: 'button',
            className: 'plain small',
            testid: 'station-map',
            text: text('console.stations.map'),
            onclick: () => void on.map(price),
          }),
        ]),
      ),
    ),
    el('h3', { text: text('console.stations.pumps') }),
    el(
      'ul',
      { className: 'pump-states', testid: 'station-pumps' },
      ...lines(
        board.pumps.map(pump =>
          text('console.stations.pump', {
            n: pump.number,
            state: board.connected
              ? text(pump.sale ? `screen.sale.${pump.sale}` : `screen.state.${pump.state}`)
              : text('screen.state.unknown'),
          }),
        ),
      ),
    ),
  ];
}

function lines(items) {
  if (items.length === 0) return [el('li', { className: 'muted', text: text('console.stations.nothing') })];
  return items.map(item => el('li', {}, ...[item].flat()));
}

/** The secret as it is to be copied into the site's controller, or the address that the screen opens. */
function told(station, { what, secret }) {
  const words = what === 'screenKey' ? `${location.origin}/screen/${station.id}#${secret}` : secret;
  return el(
    'div',
    { className: 'verdict', testid: 'station-told' },
    el(
      'p',
      {},
      el('b', { text: text(`console.stations.secret.${what}`) }),
      el('code', { className: 'secret', testid: 'station-secret', text: words }),
    ),
  );
}
