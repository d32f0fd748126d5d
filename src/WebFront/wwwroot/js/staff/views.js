// The views of the console, by the roles in the token. The API enforces access; hiding a view only spares clicks.
import { byId, el, keyed, setText, setVisible } from '../dom.js';
import { text } from '../texts.js';
import { change, model } from './model.js';

/** roles: any one of them opens the view. */
export const views = [
  { name: 'sales', section: 'view-sales', roles: ['marketing'] },
  { name: 'groups', section: 'view-groups', roles: ['marketing'] },
  { name: 'money', section: 'view-money', roles: ['ops', 'admin'] },
  { name: 'bills', section: 'view-bills', roles: ['ops', 'admin'] },
  { name: 'orders', section: 'view-orders', roles: ['ops', 'admin'] },
  { name: 'fuel', section: 'view-fuel', roles: ['ops', 'admin'] },
  { name: 'stations', section: 'view-stations', roles: ['ops'] },
  { name: 'ops', section: 'view-ops', roles: ['ops'] },
];

const allowed = () => views.filter(view => view.roles.some(role => model.session?.roles.includes(role)));

/** The view of the address, or the first one that the roles allow. */
export function currentView() {
  const mine = allowed();
  return (mine.find(view => view.name === model.view) ?? mine[0])?.name ?? null;
}

/** onChosen() runs when the address names another view or place. */
export function setUpViews(onChosen) {
  addEventListener('hashchange', () => {
    readAddress();
    onChosen();
  });
  readAddress();
  onChosen();
}

/** The part of an address after #: the view and, in it, the place; `orders/{id}`. */
const addressOf = (view, place) => (place ? `${view}/${place}` : view);

function readAddress() {
  const [view, place = ''] = location.hash.slice(1).split('/');
  const moved = view !== model.view ? { message: null } : {};
  change({ view, places: { ...model.places, [view]: place }, ...moved });
}

/** Opens a place in a view: the address names it, so that a reload or a link opens it again. */
export function openPlace(view, place) {
  location.hash = addressOf(view, place);
  readAddress();
}

/** Forgets the places of the other views; the next person has other work. */
export function forgetPlaces() {
  change({ places: {} });
  readAddress();
}

export function renderViews() {
  const mine = allowed();
  const current = currentView();
  setVisible(byId('views'), mine.length > 1);
  for (const view of views) setVisible(byId(view.section), view.name === current);
  keyed(
    byId('views'),
    mine,
    view => view.name,
    view => {
      const node = el('button', {
        type: 'button',
        role: 'tab',
        testid: `tab-${view.name}`,
        onclick: () => openPlace(view.name, model.places[view.name]),
      });
      setText(node, text(`console.views.${view.name}`));
      return {
        node,
        update() {
          const chosen = String(view.name === currentView());
          if (node.getAttribute('aria-selected') !== chosen) node.setAttribute('aria-selected', chosen);
        },
      };
    },
  );
}
