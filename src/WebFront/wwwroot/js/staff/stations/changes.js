// The changes to a station: each asks for confirmation and runs one action. onActed(error or null) runs after the action.
import { text } from '../../texts.js';
import { act } from '../act.js';
import { ask, question } from '../ask.js';
import { changedStation, profileFields } from './stationForm.js';

/** Returns the new station, or null when it was cancelled, refused or not answered; so do the other changes. */
export async function createStation(onActed) {
  const values = await ask({
    ...question('console.stations.ask.create'),
    yes: text('console.stations.create'),
    fields: profileFields(),
  });
  if (values === null) return null;
  return act(
    {
      id: 'station',
      path: '/api/admin/stations',
      body: changedStation(null, values),
      done: data => text('console.stations.done.create', data),
    },
    onActed,
  );
}

/** Changes the profile and returns the changed station. */
export async function changeStation(station, onActed) {
  const values = await ask({
    ...question('console.stations.ask.change', station),
    yes: text('console.stations.change'),
    fields: profileFields(station),
  });
  if (values === null) return null;
  return act(
    {
      id: station.id,
      method: 'PUT',
      path: `/api/admin/stations/${station.id}`,
      body: changedStation(station, values),
      repeat: true,
      done: data => text('console.stations.done.change', data),
    },
    onActed,
  );
}

/** Issues or retires a secret; `path` is below the station's address. A lost answer is not retried: every call replaces the secret. */
export async function changeAccess(station, path, what, onActed) {
  const sure = await ask({
    ...question(`console.stations.ask.${what}`, station),
    yes: text(`console.stations.${what}`),
    danger: true,
  });
  if (sure === null) return null;
  return act(
    {
      id: station.id,
      path: `/api/admin/stations/${station.id}/${path}`,
      done: () => text(`console.stations.done.${what}`, station),
    },
    onActed,
  );
}

/**
 * Maps a product of the site to a grade of the chain; an empty grade removes the mapping. Without a product, asks for the site's id of one:
 * a new station is prepared before its site has dialled in.
 */
export async function mapProduct(station, product, onActed) {
  const grade = {
    name: 'grade',
    label: text('console.stations.grade'),
    value: product?.grade ?? '',
    read: words => words.trim(),
  };
  const id = {
    name: 'product',
    label: text('console.stations.productId'),
    value: '',
    trouble: text('console.stations.wrong.product'),
    read: words => (/^\S{1,64}$/.test(words.trim()) ? words.trim() : null),
  };
  const values = await ask({
    ...question(`console.stations.ask.${product ? 'map' : 'prepare'}`, product ?? station),
    yes: text('console.stations.map'),
    fields: product ? [grade] : [id, grade],
  });
  if (values === null) return null;
  return act(
    {
      id: station.id,
      path: `/api/admin/stations/${station.id}/products`,
      body: { product: product?.product ?? values.product, grade: values.grade || null },
      repeat: true,
      done: () => text('console.stations.done.map', product ?? { name: values.product }),
    },
    onActed,
  );
}
