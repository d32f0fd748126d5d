// The details of one station: site connection, access, products and pumps.
import { el } from '../../dom.js';
import { dateTime } from '../../format.js';
import { text } from '../../texts.js';
import { model } from '../model.js';

/**
 * Builds the nodes for one station. secret: { what, secret } that was just issued, or null.
 * on: { rename(), changeAccess(action, what), map(product) }, called by the buttons.
 */
export function stationDetails(station, secret, on) {
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
    ...(secret === null ? [] : [secretNotice(station, secret)]),
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
      button('rotate', () => on.changeAccess('credentials', 'rotate')),
      button('retire', () => on.changeAccess('credentials/retire', 'retire'), true),
      button('screenKey', () => on.changeAccess('screen-key', 'screenKey'), station.hasScreenKey),
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

/** Shows the secret for the site controller, or the address for the screen. The server returns either only once. */
function secretNotice(station, { what, secret }) {
  const words = what === 'screenKey' ? `${location.origin}/screen/${station.id}#${secret}` : secret;
  return el(
    'div',
    { className: 'verdict', testid: 'issued-secret' },
    el(
      'p',
      {},
      el('b', { text: text(`console.stations.secret.${what}`) }),
      el('code', { className: 'secret', testid: 'station-secret', text: words }),
    ),
  );
}
