// The line on top: is what I see live, and who am I?
import { byId, mark, put, show } from '../dom.js';
import { text } from '../texts.js';
import { model } from './model.js';

export function renderHeader() {
  const live = byId('live');
  mark(live, 'state', model.live);
  put(live.querySelector('b'), text(`common.live.${model.live}`));
  const hint = text(`common.liveHint.${model.live}`);
  if (live.title !== hint) live.title = hint;
  show(byId('who'), model.session !== null);
  put(byId('who-name'), model.session ? text('sale.login.as', { name: model.session.name }) : '');

  const notice = byId('notice');
  const key = model.loadFailed && model.sales.length === 0 ? 'sale.loadFailed'
    : !model.loaded ? 'sale.loading'
    : model.sales.length === 0 ? 'sale.empty' : null;
  show(notice, key !== null || model.live === 'offline');
  put(notice, key !== null ? text(key) : text(`common.liveHint.${model.live}`));
  mark(notice, 'kind', key ?? model.live);
}
