// The calls of the page. An order request keeps its key until its outcome is definite, also over a reload.
import { call, isUnknown } from '../api.js';
import { backoff, pause } from '../backoff.js';
import { change, model } from './model.js';

const place = 'fuelgrains.drive.request';
const MostStations = 1000; // the most that the list gives at once
let wait = null;

/** Lists stations by city and name or, given a place { latitude, longitude } in degrees, by distance. */
export async function loadStations(from) {
  const { data } = await call('GET', `/api/stations?${new URLSearchParams({ limit: MostStations, ...from })}`);
  change({ stations: data.stations });
}

export async function loadOffer() {
  if (model.pump === null || !model.session) return;
  const { data } = await call('GET', `/api/stations/${model.stationId}/pumps/${model.pump}`, {
    token: model.session.token,
  });
  change({ offer: data });
}

export async function loadVouchers() {
  if (!model.session) return;
  const { data } = await call('GET', '/api/vouchers?state=issued&limit=100', { token: model.session.token });
  change({ vouchers: data.vouchers });
}

export async function loadTank() {
  if (!model.session) return;
  const { data } = await call('GET', '/api/me/profile', { token: model.session.token });
  change({ tank: data.tankLitres });
}

export async function saveTank(litres) {
  const { data } = await call('PUT', '/api/me/profile/tank', { token: model.session.token, body: { litres } });
  change({ tank: data.tankLitres });
}

export async function loadOrder(id = model.orderId) {
  if (id === null || !model.session) return;
  const { data } = await call('GET', `/api/orders/${id}`, { token: model.session.token });
  // The driver may have moved on to another order meanwhile.
  if (id === model.orderId) change({ order: data });
}

/** Returns the order, or null when the driver stopped waiting; throws a definite refusal. */
export async function placeOrder(body) {
  const path = `/api/stations/${model.stationId}/pumps/${model.pump}/orders`;
  const request = pending(path, body);
  for (let attempt = 1; ; attempt++) {
    change({ placing: { attempt } });
    try {
      const { data } = await call('POST', path, { token: model.session.token, key: request.key, body });
      sessionStorage.removeItem(place);
      return data;
    } catch (error) {
      if (!isUnknown(error)) {
        sessionStorage.removeItem(place);
        throw error;
      }
      if (model.placing === null) return null;
      wait = pause(Math.max(error.retryAfterMs ?? 0, backoff(attempt - 1)));
      await wait.over;
      if (model.placing === null) return null;
    } finally {
      wait = null;
    }
  }
}

export function stopPlacing() {
  change({ placing: null });
  wait?.wake();
}

function pending(path, body) {
  const known = JSON.parse(sessionStorage.getItem(place) ?? 'null');
  const text = JSON.stringify(body);
  if (known?.path === path && known.text === text) return known;
  const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join(
    '',
  );
  const fresh = { path, text, key };
  sessionStorage.setItem(place, JSON.stringify(fresh));
  return fresh;
}

export const pay = async () =>
  (await call('POST', `/api/orders/${model.orderId}/pay`, { token: model.session.token })).data;

export const cancel = async () =>
  (await call('POST', `/api/orders/${model.orderId}/cancel`, { token: model.session.token })).data;
