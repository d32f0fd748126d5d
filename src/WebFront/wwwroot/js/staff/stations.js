// The stations: who is connected, what the site says, and the secrets that let sites and screens in.
import { call } from '../api.js';
import { el, keyed, put, show } from '../dom.js';
import { dateTime } from '../format.js';
import { Loader } from '../loader.js';
import { problemText, text } from '../texts.js';
import { act } from './act.js';
import { ask, question } from './ask.js';
import { change, model } from './model.js';
import { changedStation, profileFields } from './stationForm.js';

const MostShown = 50; // whoever has more finds the rest by name

/** The list, and beside it the station that was chosen. */
export function stationDesk(again) {
  let stations = null; // those that are shown, and how many there are
  let chosen = null; // its id
  let details = null;
  let secret = null; // shown until another station is chosen: it is told once
  let trouble = '';
  let drawn = null;

  const find = el('input', {
    autocomplete: 'off',
    spellcheck: false,
    placeholder: text('desk.stations.find'),
    testid: 'station-find',
    maxLength: 100,
    oninput: () => loader.ask(),
  });
  find.setAttribute('aria-label', text('desk.stations.find'));
  const list = el('ul', { className: 'picks', testid: 'station-list' });
  const more = el('p', { className: 'muted' });
  const problem = el('p', { className: 'trouble', role: 'alert' });
  const found = el('section', { className: 'card desk', testid: 'station', hidden: true });
  const add = el('button', {
    type: 'button',
    className: 'main',
    testid: 'station-new',
    text: text('desk.stations.create'),
    onclick: () => void create(),
  });
  const node = el(
    'div',
    { className: 'two' },
    el(
      'section',
      { className: 'card desk' },
      el('div', { className: 'desk-head' }, el('h2', { text: text('desk.stations.heading') }), add),
      el('p', { className: 'muted says', text: text('desk.stations.says') }),
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
      if (error.slug === 'unauthenticated') again(error);
      return false;
    },
  );

  function choose(id) {
    if (id !== chosen) [chosen, details, secret] = [id, null, null];
    change();
    loader.ask();
  }

  async function create() {
    const values = await ask({
      ...question('desk.stations.ask.create'),
      yes: text('desk.stations.create'),
      fields: profileFields(),
    });
    if (values === null) return;
    const made = await act(
      {
        id: 'station',
        path: '/api/admin/stations',
        body: changedStation(null, values),
        done: data => text('desk.stations.done.create', data),
      },
      again,
    );
    if (made !== null) choose(made.id);
  }

  async function rename() {
    const values = await ask({
      ...question('desk.stations.ask.change', details),
      yes: text('desk.stations.change'),
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
        done: data => text('desk.stations.done.change', data),
      },
      again,
    );
    if (changed !== null) details = changed;
  }

  // Not repeated by itself: each press makes another secret.
  async function tell(word, what) {
    if (
      (await ask({
        ...question(`desk.stations.ask.${what}`, details),
        yes: text(`desk.stations.${what}`),
        danger: true,
      })) === null
    )
      return;
    const { id } = details;
    const told = await act(
      { id, path: `/api/admin/stations/${id}/${word}`, done: () => text(`desk.stations.done.${what}`, details) },
      again,
    );
    if (told?.secret && id === chosen) secret = { what, ...told };
    change();
  }

  async function map(product) {
    const values = await ask({
      ...question('desk.stations.ask.map', product),
      yes: text('desk.stations.map'),
      fields: [
        { name: 'grade', label: text('desk.stations.grade'), value: product.grade ?? '', read: words => words.trim() },
      ],
    });
    if (values === null) return;
    await act(
      {
        id: details.id,
        path: `/api/admin/stations/${details.id}/products`,
        body: { product: product.product, grade: values.grade || null },
        repeat: true,
        done: () => text('desk.stations.done.map', product),
      },
      again,
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
    put(
      more,
      stations === null
        ? text('desk.loading')
        : stations.total === 0
          ? text('desk.stations.none')
          : stations.total > stations.stations.length
            ? text('desk.stations.more', { n: stations.total - stations.stations.length })
            : '',
    );
    put(problem, trouble);
    show(found, details !== null);
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
    ask: () => loader.ask(),
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
      put(name, station.name);
      put(where, `${station.city} ${station.address}`);
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
      text: text(`desk.stations.${word}`),
      onclick: () => void go(),
    });
    node.disabled = model.busy.has(station.id);
    return node;
  };
  const badge = el('span', {
    className: 'badge',
    testid: 'station-state',
    text: text(`desk.stations.${board.connected ? 'connected' : 'away'}`),
  });
  badge.dataset.kind = board.connected ? 'good' : 'bad';
  return [
    el('div', { className: 'desk-head' }, el('h2', { text: station.name }), badge, button('change', on.rename)),
    el('p', { className: 'muted', text: `${station.city} ${station.address} · ${station.id}` }),
    el('p', {
      className: 'muted',
      text:
        board.heardAt === null
          ? text('desk.stations.neverHeard')
          : text('desk.stations.heard', { time: dateTime(board.heardAt) }),
    }),
    ...(secret === null ? [] : [told(station, secret)]),
    el('h3', { text: text('desk.stations.access') }),
    el(
      'ul',
      { className: 'plain-lines', testid: 'station-credentials' },
      ...lines(
        station.credentials.map(c =>
          text(`desk.stations.credential.${c.expiresAt === null ? 'newest' : 'ends'}`, {
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
    el('h3', { text: text('desk.stations.products') }),
    el(
      'ul',
      { className: 'plain-lines', testid: 'station-products' },
      ...lines(
        board.prices.map(price => [
          text('desk.stations.product', {
            name: price.name,
            product: price.product,
            price: (price.priceMilli / 1000).toFixed(3),
            grade: price.grade ?? '—',
          }),
          el('button', {
            type: 'button',
            className: 'plain small',
            testid: 'station-map',
            text: text('desk.stations.map'),
            onclick: () => void on.map(price),
          }),
        ]),
      ),
    ),
    el('h3', { text: text('desk.stations.pumps') }),
    el(
      'ul',
      { className: 'pump-states', testid: 'station-pumps' },
      ...lines(
        board.pumps.map(pump =>
          text('desk.stations.pump', {
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
  if (items.length === 0) return [el('li', { className: 'muted', text: text('desk.stations.nothing') })];
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
      el('b', { text: text(`desk.stations.told.${what}`) }),
      el('code', { className: 'secret', testid: 'station-secret', text: words }),
    ),
  );
}
