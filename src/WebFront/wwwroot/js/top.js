// The top bar of every page: the state of the live connection and the name of the logged-in person.
import { byId, mark, put, show } from './dom.js';
import { text } from './texts.js';

/** live: the connection's state, or null on a page (or at a moment) without one. session: null when nobody is logged in. */
export function renderTop({ live, session }) {
  const pill = byId('live');
  show(pill, live !== null);
  if (live !== null) {
    mark(pill, 'state', live);
    put(pill.querySelector('b'), text(`common.live.${live}`));
    const hint = text(`common.liveHint.${live}`);
    if (pill.title !== hint) pill.title = hint;
  }
  show(byId('who'), session !== null);
  put(byId('who-name'), session?.name ?? '');
}
