// The running flash sales and group buys. The selection is polled; stock, teams and end are live.
import { call } from '../api.js';
import { clock } from '../clock.js';
import { byId, keyed, setData, setVisible } from '../dom.js';
import { bestOf, phaseOf } from '../campaigns/phase.js';
import { change, model, putOffer } from './model.js';
import { createGroup, createSale } from './offer.js';

const MostAlone = 3; // the largest number that is readable from a car
const MostBeside = 2; // of each kind, when both kinds run

const kinds = {
  sales: {
    path: '/api/flash-sales',
    listOf: data => data.sales,
    topic: 'sale',
    phases: ['open', 'before', 'paused'],
    create: createSale,
  },
  groups: {
    path: '/api/group-buys',
    listOf: data => data.groupBuys,
    topic: 'campaign',
    phases: ['open', 'paused'],
    create: createGroup,
  },
};

export async function loadOffers(live) {
  await Promise.all(
    Object.entries(kinds).map(([kind, { path, listOf, topic, phases }]) =>
      call('GET', path)
        .then(({ data }) => {
          const now = clock.now();
          const worth = bestOf(
            listOf(data).filter(offer => phases.includes(phaseOf(offer, now))),
            now,
          ).slice(0, MostAlone);
          follow(live, topic, kind, worth);
          // A failed fetch keeps the current offers: their own topics update them, and the next round tries again.
        })
        .catch(() => {}),
    ),
  );
}

function follow(live, topic, kind, worth) {
  const before = new Set(model[kind].map(offer => offer.id));
  const after = new Set(worth.map(offer => offer.id));
  for (const id of before) if (!after.has(id)) live.leave(`${topic}/${id}`);
  // A live offer is newer than any answer over HTTP.
  change({
    [kind]: worth.map(offer => (model.live === 'live' && model[kind].find(known => known.id === offer.id)) || offer),
  });
  for (const id of after) if (!before.has(id)) live.follow(`${topic}/${id}`, offer => putOffer(kind, offer));
}

export function renderOffers(now, isLive) {
  const running = Object.fromEntries(
    Object.keys(kinds).map(kind => [
      kind,
      Number.isNaN(now) ? [] : model[kind].filter(offer => kinds[kind].phases.includes(phaseOf(offer, now))),
    ]),
  );
  const most = Object.values(running).every(offers => offers.length > 0) ? MostBeside : MostAlone;
  setVisible(
    byId('offers'),
    Object.values(running).some(offers => offers.length > 0),
  );
  for (const [kind, { create }] of Object.entries(kinds)) {
    const shown = running[kind].slice(0, most);
    setVisible(byId(`${kind}-panel`), shown.length > 0);
    setData(byId(`${kind}-panel`), 'n', shown.length);
    keyed(
      byId(kind),
      shown.map(offer => ({ offer, now, isLive })),
      item => item.offer.id,
      create,
    );
  }
}
