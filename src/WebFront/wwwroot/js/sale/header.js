// Renders the notice at the top: no sales, loading, or not live.
import { byId, setData, setText, setVisible } from '../dom.js';
import { text } from '../texts.js';
import { renderTop } from '../top.js';
import { model } from './model.js';

export function renderHeader() {
  renderTop(model);
  const notice = byId('notice');
  const key =
    model.loadFailed && model.sales.length === 0
      ? 'sale.loadFailed'
      : !model.loaded
        ? 'sale.loading'
        : model.sales.length === 0
          ? 'sale.empty'
          : null;
  setVisible(notice, key !== null || model.live === 'offline');
  setText(notice, key !== null ? text(key) : text(`common.liveHint.${model.live}`));
  setData(notice, 'kind', key ?? model.live);
}
