// The details of one station: site connection, access, products and pumps.
import { el } from '../../dom.js';
import { dateTime } from '../../format.js';
import { fixed, money } from '../../screen/format.js';
import { text } from '../../texts.js';
import { model } from '../model.js';

/**
 * Builds the nodes for one station. secret: { what, secret } that was just issued, or null.
 * on: { change(station), changeAccess(station, path, what), map(station, product), prepare(station) }, called by the buttons.
 */
export function stationDetails(station, secret, on) {
  const { board } = station;
  const badge = el('span', {
    className: 'badge',
    testid: 'station-state',
    text: text(`console.stations.${board.connected ? 'connected' : 'away'}`),
  });
  badge.dataset.kind = board.connected ? 'good' : 'bad';
  const change = actionButton(station, 'change', () => on.change(station));
  const lastMessage =
    board.heardAt === null
      ? text('console.stations.noMessage')
      : text('console.stations.lastMessage', { time: dateTime(board.heardAt) });
  return [
    el('div', { className: 'panel-head' }, el('h2', { text: station.name }), badge, change),
    el('p', { className: 'muted', text: `${station.city} ${station.address} · ${station.id}` }),
    el('p', { className: 'muted', text: lastMessage }),
    ...(secret === null ? [] : [secretNotice(station, secret)]),
    ...accessSection(station, on),
    ...productsSection(station, on),
    ...pumpsSection(station),
    ...heldSection(station.held),
  ];
}

function actionButton(station, word, go, danger = false) {
  const node = el('button', {
    type: 'button',
    className: danger ? 'danger' : 'plain',
    testid: `station-${word}`,
    text: text(`console.stations.${word}`),
    onclick: () => void go(),
  });
  node.disabled = model.busy.has(station.id);
  return node;
}

function accessSection(station, on) {
  const credentials = station.credentials.map(({ createdAt, expiresAt }) =>
    text(`console.stations.credential.${expiresAt === null ? 'newest' : 'ends'}`, {
      time: dateTime(createdAt),
      end: expiresAt && dateTime(expiresAt),
    }),
  );
  const button = (what, path, danger) =>
    actionButton(station, what, () => on.changeAccess(station, path, what), danger);
  return [
    el('h3', { text: text('console.stations.access') }),
    el('ul', { className: 'plain-lines', testid: 'station-credentials' }, ...lines(credentials)),
    el(
      'div',
      { className: 'actions' },
      button('rotate', 'credentials'),
      button('retire', 'credentials/retire', true),
      button('screenKey', 'screen-key', station.hasScreenKey),
    ),
  ];
}

function productsSection(station, on) {
  const products = station.products.map(product => [
    text('console.stations.product', {
      name: product.name,
      product: product.product,
      price: product.priceMilli === null ? '—' : fixed(product.priceMilli, 3),
      grade: product.grade ?? '—',
    }),
    el('button', {
      type: 'button',
      className: 'plain small',
      testid: 'station-map',
      text: text('console.stations.map'),
      onclick: () => void on.map(station, product),
    }),
  ]);
  return [
    el('h3', { text: text('console.stations.products') }),
    el('ul', { className: 'plain-lines', testid: 'station-products' }, ...lines(products)),
    el(
      'div',
      { className: 'actions' },
      actionButton(station, 'prepare', () => on.prepare(station)),
    ),
  ];
}

function pumpsSection({ board, codesAreFinal }) {
  const stateOf = pump => {
    if (!board.connected) return text('screen.state.unknown');
    return text(pump.sale ? `screen.sale.${pump.sale}` : `screen.state.${pump.state}`);
  };
  const pumps = board.pumps.map(pump => [
    text('console.stations.pump', { n: pump.number, state: stateOf(pump) }),
    el('a', {
      href: `/api/stations/${board.id}/pumps/${pump.number}/qr.svg`,
      target: '_blank',
      testid: 'station-pump-code',
      text: text('console.stations.code'),
    }),
  ]);
  return [
    el('h3', { text: text('console.stations.pumps') }),
    ...(codesAreFinal
      ? []
      : [el('p', { className: 'trouble', testid: 'station-codes', text: text('console.stations.codesNotFinal') })]),
    el('ul', { className: 'pump-states', testid: 'station-pumps' }, ...lines(pumps)),
  ];
}

/** The sales that were held because their numbers did not agree: how many, and by how much each was off. */
function heldSection(held) {
  if (!held) return [];
  const sales = held.latest.map(sale =>
    text('console.stations.held.sale', {
      time: dateTime(sale.reportedAt),
      n: sale.pump,
      litres: fixed(Math.trunc(sale.volumeMl / 10 ** (3 - sale.volumeDecimals)), sale.volumeDecimals),
      price: sale.priceMilli === null ? '—' : fixed(sale.priceMilli, 3),
      amount: money(sale.amountFen),
      off: sale.differenceFen === null ? '—' : money(Math.abs(sale.differenceFen)),
      reason: text(`console.fuel.hold.${sale.reason}`),
      state: text(`console.fuel.meter.state.${sale.state}`),
    }),
  );
  return [
    el('h3', { text: text('console.stations.held.heading') }),
    el('p', {
      className: 'muted',
      testid: 'station-held',
      text:
        held.count === 0
          ? text('console.stations.held.none')
          : text('console.stations.held.total', { n: held.count, amount: money(held.amountFen) }),
    }),
    el('ul', { className: 'plain-lines', testid: 'station-held-sales' }, ...(held.count === 0 ? [] : lines(sales))),
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
