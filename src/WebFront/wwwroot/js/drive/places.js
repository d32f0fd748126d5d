// Renders the choice of station and pump, and the chosen pump's meter.
import { byId, el, keyed, setData, setText, setVisible } from '../dom.js';
import { money, pumpLitres } from '../screen/format.js';
import { text } from '../texts.js';
import { boardPump, change, model } from './model.js';

export function renderPlaces(choose) {
  setVisible(byId('places'), model.session !== null && model.stationId === null);
  setVisible(byId('no-stations'), model.stations?.length === 0);
  keyed(
    byId('stations'),
    model.stations ?? [],
    station => station.id,
    station => createStation(station, choose),
  );
  const here = model.session !== null && model.stationId !== null && model.order === null;
  setVisible(byId('forecourt'), here);
  setText(byId('station'), model.board?.name ?? '');
  setVisible(byId('offline'), model.board !== null && !model.board.connected);
  keyed(byId('pumps'), model.board?.pumps ?? [], pump => pump.number, createPump);
}

function createStation({ id }, choose) {
  const [name, where, more] = [el('b'), el('small'), el('small', { testid: 'station-more' })];
  const node = el(
    'li',
    {},
    el(
      'button',
      { className: 'choice', type: 'button', testid: 'station-choice', onclick: () => choose(id) },
      name,
      where,
      more,
    ),
  );
  return {
    node,
    update(station) {
      setText(name, station.name);
      setText(where, `${station.city} ${station.address}`);
      setText(
        more,
        [hoursOf(station), ...(station.distanceMetres === null ? [] : [distance(station.distanceMetres)])].join(' · '),
      );
    },
  };
}

const clockOf = minute => `${String(Math.trunc(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

const hoursOf = ({ opensMinute, closesMinute }) =>
  opensMinute === 0 && closesMinute === 1440
    ? text('drive.allDay')
    : text('drive.hours', { opens: clockOf(opensMinute), closes: clockOf(closesMinute) });

const distance = metres =>
  metres < 1000 ? text('drive.metres', { n: metres }) : text('drive.kilometres', { n: (metres / 1000).toFixed(1) });

/** The phone's position, rounded to about ten metres for privacy; null without permission. */
export const whereAmI = () =>
  new Promise(resolve => {
    const round = degrees => degrees.toFixed(4);
    const found = ({ coords }) => resolve({ latitude: round(coords.latitude), longitude: round(coords.longitude) });
    if (!navigator.geolocation) resolve(null);
    else navigator.geolocation.getCurrentPosition(found, () => resolve(null), { timeout: 8_000, maximumAge: 60_000 });
  });

function createPump(pump) {
  const state = el('small');
  const button = el(
    'button',
    {
      className: 'choice',
      type: 'button',
      testid: 'pump-choice',
      onclick: () => change({ pump: pump.number, offer: null, saleId: null }),
    },
    el('b', { text: text('drive.pump', { n: pump.number }) }),
    state,
  );
  return {
    node: el('li', {}, button),
    update(now) {
      setText(state, text(now.sale ? `screen.sale.${now.sale}` : `screen.state.${now.state}`));
      button.setAttribute('aria-pressed', String(now.number === model.pump));
    },
  };
}

/** Renders state, litres and amount. Values that are not live are hidden. */
export function renderMeter(root) {
  const pump = model.live === 'live' ? boardPump() : null;
  const running = pump !== null && pump.volumeMl !== null;
  setText(byId('pump-number'), text('drive.pump', { n: model.pump }));
  setText(
    byId('pump-state'),
    pump ? text(pump.sale ? `screen.sale.${pump.sale}` : `screen.state.${pump.state}`) : text('screen.state.unknown'),
  );
  setData(root, 'state', pump?.state ?? 'unknown');
  setText(byId('meter-litres'), running ? pumpLitres(pump) : '');
  setText(byId('meter-amount'), running ? `¥${money(pump.amountFen)}` : '');
}
