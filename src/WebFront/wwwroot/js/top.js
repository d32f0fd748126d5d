// The line on top of every page: is what I see live, and who am I?
import { byId, mark, put, show } from './dom.js';
import { text } from './texts.js';

export function renderTop({ live, session }) {
  const pill = byId('live');
  mark(pill, 'state', live);
  put(pill.querySelector('b'), text(`common.live.${live}`));
  const hint = text(`common.liveHint.${live}`);
  if (pill.title !== hint) pill.title = hint;
  show(byId('who'), session !== null);
  put(byId('who-name'), session?.name ?? '');
}
