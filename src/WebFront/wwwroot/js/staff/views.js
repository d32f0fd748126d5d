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

export function setUpViews(onChosen) {
  const read = () => {
    change({ view: location.hash.slice(1), message: null });
    onChosen();
  };
  addEventListener('hashchange', read);
  read();
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
        onclick: () => (location.hash = view.name),
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
