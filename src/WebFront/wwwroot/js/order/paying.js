// Remembers a visit to the pay page in the tab, because the way back loads this page anew.
import { change, isPending, model, orderId } from './model.js';

const place = `fuelgrains.paying.${orderId}`;

export function noteLeaving() {
  sessionStorage.setItem(place, 'yes');
}

export function noteBack() {
  change({ awaiting: sessionStorage.getItem(place) !== null });
}

/** Forgets the visit when the customer did not pay. A later payment still shows up. */
export function stopAwaiting() {
  sessionStorage.removeItem(place);
  change({ awaiting: false });
}

export function noteSeen(order) {
  if (model.awaiting && !isPending(order)) stopAwaiting();
}
