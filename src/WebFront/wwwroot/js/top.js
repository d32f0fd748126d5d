// The top bar of every page: the state of the live connection and the name of the logged-in person.
import { byId, setData, setText, setVisible } from './dom.js';
import { text } from './texts.js';

/** live: the connection's state, or null on a page (or at a moment) without one. session: null when nobody is logged in. */
export function renderTop({ live, session }) {
  const pill = byId('live');
  setVisible(pill, live !== null);
  if (live !== null) {
    setData(pill, 'state', live);
    setText(pill.querySelector('b'), text(`common.live.${live}`));
    const hint = text(`common.liveHint.${live}`);
    if (pill.title !== hint) pill.title = hint;
  }
  setVisible(byId('who'), session !== null);
  setText(byId('who-name'), session?.name ?? '');
}
