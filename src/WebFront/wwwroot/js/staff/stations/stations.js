// The stations view: the list and, beside it, the details of the chosen station.
import { call } from '../../api.js';
import { el, setVisible } from '../../dom.js';
import { problemText } from '../../texts.js';
import { StaffLoader } from '../loader.js';
import { change, model } from '../model.js';
import { openPlace } from '../views.js';
import { changeAccess, changeStation, createStation, mapProduct } from './changes.js';
import { stationDetails } from './details.js';
import { stationList } from './list.js';

const MostShown = 50; // a longer list is narrowed by name
const nothing = {
  found: null, // { stations, total } as the API lists them
  chosen: null, // the id of the chosen station
  details: null,
  secret: null, // { what, secret }: the server returns it only once, so it stays until another station is chosen
  trouble: '',
};

/** onActed(error or null) runs after each change, and when the token is refused. */
export function stationsPanel(onActed) {
  const state = { ...nothing };
  const actions = stationActions(state, onActed);
  let drawn = null;
  const list = stationList({ onFind: () => loader.refresh(), onChoose: choose, onCreate: () => void create() });
  const details = el('section', { className: 'card panel', testid: 'station', hidden: true });
  const loader = new StaffLoader(
    async () => {
      state.found = await findStations(list.find());
      const id = state.chosen;
      const station = id === null ? null : await loadStation(id);
      if (id === state.chosen) state.details = station;
      state.trouble = '';
      change();
    },
    error => {
      state.trouble = problemText(error);
      change();
      if (error.slug === 'unauthenticated') onActed(error);
      return false;
    },
  );

  function choose(id) {
    openPlace('stations', id);
    refresh();
  }

  /** The address names the chosen station. */
  function refresh() {
    const id = model.places.stations || null;
    if (id !== state.chosen) Object.assign(state, { chosen: id, details: null, secret: null });
    change();
    loader.refresh();
  }

  async function create() {
    const made = await createStation(onActed);
    if (made !== null) choose(made.id);
  }

  function render() {
    list.render(state);
    setVisible(details, state.details !== null);
    if (state.details === null) return;
    // A render without changes keeps the nodes, so a selection or a press is not lost.
    const content = contentOf(state);
    if (content === drawn) return;
    drawn = content;
    details.replaceChildren(...stationDetails(state.details, state.secret, actions));
  }

  function clear() {
    Object.assign(state, nothing);
    drawn = null;
  }

  return {
    node: el('div', { className: 'two' }, list.node, details),
    render,
    refresh,
    clear,
  };
}

function stationActions(state, onActed) {
  return {
    async change(station) {
      const changed = await changeStation(station, onActed);
      if (changed !== null && changed.id === state.chosen) state.details = { ...state.details, ...changed };
      change();
    },
    async changeAccess(station, path, what) {
      const answer = await changeAccess(station, path, what, onActed);
      if (answer?.secret && station.id === state.chosen) state.secret = { what, ...answer };
      change();
    },
    map: (station, product) => mapProduct(station, product, onActed),
    prepare: station => mapProduct(station, null, onActed),
  };
}

/** The shown values as text, without time stamps that change with every answer. */
const contentOf = ({ details, secret }) =>
  JSON.stringify([details, secret, model.busy.has(details.id)], (name, value) =>
    name === 'asOf' || name === 'since' ? undefined : value,
  );

async function findStations(find) {
  const { data } = await call('GET', `/api/stations?${new URLSearchParams({ find, limit: MostShown })}`);
  return data;
}

async function loadStation(id) {
  const token = model.session?.token;
  const path = `/api/admin/stations/${id}`;
  const [station, held] = await Promise.all([
    call('GET', path, { token }),
    call('GET', `${path}/held-sales`, { token }),
  ]);
  return { ...station.data, held: held.data };
}
